import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrontDoorAddress, FrontDoors } from '../../../controller/api/front-door.ts';
import type { RouteTable, TableRoute } from '../../../controller/api/route-table.ts';
import { createFrontDoors } from '../../../controller/gateways/frontdoor/front-doors.ts';
import { createFiles } from '../../../controller/platform/files.ts';
import { createProcesses } from '../../../controller/platform/proc/processes.ts';
import { bundle } from '../../support/bundle.ts';
import { freePort } from '../../support/ports.ts';
import { fullRoute } from './parity-file.ts';

const ENTRY = `
import { runFrontDoor } from './controller/proxy/main.ts';
const [, , command, , dir, , listen] = process.argv;
if (command !== 'front-door') throw new Error('unknown command');
await runFrontDoor({ dir, listen });
`;

/** The front door's program; the text of the note makes another build of it. */
const bundleProgram = (folder: string, note: string): Promise<string> =>
  bundle(join(folder, `front-door-${note}.mjs`), `${ENTRY}\nprocess.title = ${JSON.stringify(note)};`);

/** A route that takes everything, or what is given, to one port. */
export const routeTo = (port: number, changes: Partial<TableRoute> = {}): TableRoute => ({
  ...fullRoute({ name: 'all', paths: [{ type: 'Prefix', value: '/' }], backends: [{ service: 'web' }] }, () => port),
  ...changes,
});

export const tableOf = (hash: string, ...routes: TableRoute[]): RouteTable => ({
  stack: { namespace: 'default', name: 'shop', uid: '6f1a1d3e-0000-4000-8000-000000000001', createdAt: 1 },
  hash,
  quantumFrequency: '888',
  routes,
});

/** A state directory, programs of two builds, and a service; everything is ended and removed by `close`. */
export class Workshop {
  folder = '';
  stateDir = '';
  scripts: Record<'old' | 'new', string> = { old: '', new: '' };
  #opened: [FrontDoors, FrontDoorAddress][] = [];
  readonly #services: HttpServer[] = [];

  async open(stateDirName = 'state'): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'front-door-'));
    this.stateDir = join(this.folder, stateDirName);
    this.scripts = { old: await bundleProgram(this.folder, 'old'), new: await bundleProgram(this.folder, 'new') };
  }

  /** The controller's side, as a controller of that build has it. */
  frontDoors(version: 'old' | 'new' = 'old', stateDir = this.stateDir): FrontDoors {
    return createFrontDoors({
      stateDir,
      files: createFiles(),
      processes: createProcesses(),
      program: [this.scripts[version], 'front-door'],
      build: version,
      installation: 'test',
    });
  }

  /** Starts a front door that is ended with the workshop. */
  async start(doors: FrontDoors, address?: FrontDoorAddress): Promise<FrontDoorAddress> {
    const chosen = address ?? { host: '127.0.0.1', port: await freePort() };
    this.#opened.push([doors, chosen]);
    await doors.start(chosen, AbortSignal.timeout(20_000));
    return chosen;
  }

  async service(handler: Parameters<typeof createServer>[1]): Promise<{ server: HttpServer; port: number }> {
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#services.push(server);
    return { server, port: (server.address() as AddressInfo).port };
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.folder, name), text);
  }

  async close(): Promise<void> {
    for (const [doors, address] of this.#opened.splice(0))
      await doors.stop(address, AbortSignal.timeout(20_000)).catch(() => undefined);
    for (const server of this.#services.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Waits until something holds; fails after the bound. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, bound = 10_000): Promise<T> {
  const end = Date.now() + bound;
  for (;;) {
    const result = await look();
    if (result !== undefined) return result;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
