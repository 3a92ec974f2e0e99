import { dockerRequest } from './docker-request.ts';

/** A container as the engine's own API shows it. */
export interface Seen {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly StartedAt: string;
    readonly Pid: number;
  };
  readonly Mounts: readonly { readonly Name?: string; readonly Destination: string }[];
  readonly HostConfig: { readonly RestartPolicy: { readonly Name: string } };
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly Aliases: string[] | null; readonly IPAddress: string }>>;
  };
}

/** What a person does with `docker`, by the engine's API alone. */
export class Containers {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** One call; fails when the engine refuses it. */
  async call(method: string, path: string, body?: object): Promise<string> {
    const { status, text } = await dockerRequest(this.#endpoint, { method, path, ...(body ? { body } : {}) });
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text;
  }

  /** The containers of a service of a stack, by slot. */
  async of(stack: string, service?: string): Promise<Seen[]> {
    const labels = [`qbtc.dev/stack-name=${stack}`, ...(service === undefined ? [] : [`qbtc.dev/service=${service}`])];
    const filters = encodeURIComponent(JSON.stringify({ label: labels }));
    const listed = JSON.parse(await this.call('GET', `/containers/json?all=true&filters=${filters}`)) as {
      Id: string;
    }[];
    const seen = await Promise.all(listed.map(({ Id }) => this.inspect(Id)));
    const slotOf = ({ Config }: Seen): string => Config.Labels['qbtc.dev/slot'] ?? '';
    return seen.filter((each) => each !== undefined).sort((a, b) => slotOf(a).localeCompare(slotOf(b)));
  }

  /** The one container of a service. */
  async one(stack: string, service: string): Promise<Seen> {
    const found = await this.of(stack, service);
    if (found.length !== 1) throw new Error(`${found.length} containers of ${service}`);
    return found[0]!;
  }

  async inspect(id: string): Promise<Seen | undefined> {
    const { status, text } = await dockerRequest(this.#endpoint, { path: `/containers/${id}/json` });
    return status === 200 ? (JSON.parse(text) as Seen) : undefined;
  }

  /** Everything that the engine tells of a stranger's things, but for what it counts and measures by itself. */
  async stillLife(
    containers: readonly string[],
    networks: readonly string[],
    volumes: readonly string[],
  ): Promise<string> {
    const paths = [
      ...containers.map((name) => `/containers/${name}/json`),
      ...networks.map((name) => `/networks/${name}`),
      ...volumes.map((name) => `/volumes/${name}`),
    ];
    return (await Promise.all(paths.map((path) => this.call('GET', path)))).join('\n');
  }

  /** Names of the networks and volumes that belong to a stack. */
  async facilities(stack: string): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`qbtc.dev/stack-name=${stack}`] }));
    const networks = JSON.parse(await this.call('GET', `/networks?filters=${filters}`)) as { Name: string }[];
    const { Volumes } = JSON.parse(await this.call('GET', `/volumes?filters=${filters}`)) as {
      Volumes: { Name: string }[] | null;
    };
    return [...networks.map(({ Name }) => `network ${Name}`), ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`)];
  }
}
