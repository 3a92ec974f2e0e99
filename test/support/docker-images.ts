import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { requireComponent } from './components.ts';
import { dockerRequest } from './docker-request.ts';
import { machineFiles } from './machine-files.ts';
import { tar } from './tar.ts';

export interface ImageRequest {
  readonly cmd?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly user?: string;
  /** The words of a Dockerfile after HEALTHCHECK. */
  readonly healthcheck?: string;
  /** Further lines of a Dockerfile: `WORKDIR /data`. */
  readonly changes?: readonly string[];
  /** Further files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files and folders of this machine, with the shared libraries of the programs among them. */
  readonly copies?: readonly string[];
}

/** Images from nothing but busybox and what is asked for, the same one for the same request. */
export class DockerImages {
  readonly #endpoint: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  make(request: ImageRequest = {}): Promise<string> {
    const key = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 12);
    const made = this.#made.get(key) ?? this.#import(`qbtc-test/busybox-${process.pid}:${key}`, request);
    this.#made.set(key, made);
    return made;
  }

  async removeAll(): Promise<void> {
    for (const name of await Promise.all(this.#made.values()))
      await dockerRequest(this.#endpoint, { method: 'DELETE', path: `/images/${name}?force=true` });
  }

  async #import(name: string, request: ImageRequest): Promise<string> {
    const { cmd, entrypoint, user, healthcheck, changes = [], files = {}, copies = [] } = request;
    const lines = [
      ...(cmd ? [`CMD ${JSON.stringify(cmd)}`] : []),
      ...(entrypoint ? [`ENTRYPOINT ${JSON.stringify(entrypoint)}`] : []),
      ...(user === undefined ? [] : [`USER ${user}`]),
      ...(healthcheck === undefined ? [] : [`HEALTHCHECK ${healthcheck}`]),
      ...changes,
    ];
    const [repo = '', tag = ''] = name.split(':');
    const query = new URLSearchParams([
      ['fromSrc', '-'],
      ['repo', repo],
      ['tag', tag],
      ...lines.map((line): [string, string] => ['changes', line]),
    ]);
    const busybox = requireComponent('busybox');
    const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n');
    const body = tar([
      { path: 'bin/busybox', content: readFileSync(busybox), mode: 0o755 },
      ...applets.flatMap((name) => (/^(?:busybox)?$/.test(name) ? [] : [{ path: `bin/${name}`, link: 'busybox' }])),
      { path: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' },
      { path: 'tmp/', mode: 0o1777 },
      ...Object.entries(files).map(([path, content]) => ({ path, content })),
      ...machineFiles(copies),
    ]);
    const { status, text } = await dockerRequest(this.#endpoint, {
      method: 'POST',
      path: `/images/create?${query.toString()}`,
      body,
      deadlineMs: 90_000,
    });
    if (status !== 200 || text.includes('errorDetail')) throw new Error(`cannot import ${name}: ${text}`);
    return name;
  }
}
