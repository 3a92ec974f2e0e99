import type { Observation } from './observation.ts';
import type { RouteTable } from './route-table.ts';

/** Where a front door listens: its identity, since stacks that name the same address share it. */
export interface FrontDoorAddress {
  readonly host: string;
  readonly port: number;
}

export const sameAddress = (a: FrontDoorAddress, b: FrontDoorAddress): boolean =>
  a.host === b.host && a.port === b.port;

/** `host:port` */
export const addressKey = ({ host, port }: FrontDoorAddress): string => `${host}:${port}`;

/** The marker (`MARKER`) of the process of a front door. */
export const frontDoorMarker = (installation: string, { host, port }: FrontDoorAddress): string =>
  `${installation}/front-door/${host}_${port}`;

/** Which way requests take for the routes that APISIX has. */
export type Way = 'Apisix' | 'Direct';

/** A change of the way. */
export interface GatewaySwitch {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly to: Way;
  readonly reason: string;
  /** Somebody asked for it: it does not count against the limit. */
  readonly asked?: true;
}

/** How the front door stands with the APISIX of one stack. */
export interface GatewayPathState {
  readonly active: Way;
  /** Names the current stay: a permit to return is for one stay away, and not for the next. */
  readonly stay: string;
  /** The controller has permitted the return from this stay. */
  readonly permitted: boolean;
  /** Whether the data plane answers to probes; undefined before enough of them. */
  readonly answers: boolean | undefined;
  /** Why it does not, or why the return waits; empty when there is nothing to say. */
  readonly message: string;
  /** The last ones, the oldest first. */
  readonly switches: readonly GatewaySwitch[];
}

/** Requests by `<stack uid>/<route name>` and then by status code. */
export type RequestCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a front door says of itself over its control socket (GET /state). */
export interface FrontDoorState {
  readonly pid: number;
  /** The build that runs, compared with the controller's own to find an outdated one. */
  readonly build: string;
  readonly listening: FrontDoorAddress;
  /** Hash of each stack's table, by stack uid. */
  readonly tables: Readonly<Record<string, string>>;
  /** Requests that are under way, by `host:port` of the endpoint. Absent means none. */
  readonly inFlight: Readonly<Record<string, number>>;
  /** Requests served so far; those by which the controller looks at what clients get are not among them. */
  readonly requests: RequestCounts;
  /** How `requests` are to be read. Absent while they are being taken over, and from a build that does not tell. */
  readonly counting?: {
    /** Names the counts: a successor takes it over with them, a program that starts anew begins another. */
    readonly series: string;
    /** Milliseconds on the machine's clock that never jumps: of two states the later one. */
    readonly at: number;
    /** Those of `requests` that were asked of APISIX. */
    readonly throughApisix: RequestCounts;
  };
  /** Endpoints of the tables, by `host:port`, that no route may lead to, and what is there. Absent from a build that does not tell. */
  readonly denied?: Readonly<Record<string, string>>;
  /** Routes, by `<stack uid>/<route name>`, that are refused past APISIX, and why. Absent from a build that does not tell. */
  readonly apisixOnly?: Readonly<Record<string, string>>;
  /**
   * Addresses of APISIXes that are down, by `host:port`, at which it is to serve meanwhile, and why it does not; an empty text when it does.
   * Absent from a build that does not stand in.
   */
  readonly standIns?: Readonly<Record<string, string>>;
  /** By the uid of each stack that has an APISIX. Absent from a build that knows none. */
  readonly gateways?: Readonly<Record<string, GatewayPathState>>;
}

/** The controller's side of the front doors of this installation. Every write is idempotent. */
export interface FrontDoors {
  /** The state of a front door; a known undefined when it is certain that none of ours runs there. */
  observe(address: FrontDoorAddress, signal: AbortSignal): Promise<Observation<FrontDoorState | undefined>>;
  /** Addresses of all front doors that this installation has started and not stopped. */
  list(): Promise<FrontDoorAddress[]>;
  start(address: FrontDoorAddress, signal: AbortSignal): Promise<void>;
  push(address: FrontDoorAddress, table: RouteTable, signal: AbortSignal): Promise<void>;
  /** Lets requests go through the stack's APISIX again after the stay that is named. */
  permit(address: FrontDoorAddress, stackUid: string, stay: string, signal: AbortSignal): Promise<void>;
  /** Takes a stack's table out. */
  withdraw(address: FrontDoorAddress, stackUid: string, signal: AbortSignal): Promise<void>;
  /** Replaces the running program by this build; the listening socket is inherited, no request is lost. */
  upgrade(address: FrontDoorAddress, signal: AbortSignal): Promise<void>;
  /** Ends the program and removes its files. */
  stop(address: FrontDoorAddress, signal: AbortSignal): Promise<void>;
  /** Hints that one of the front doors that were observed has ended. */
  watch(changed: () => void): Disposable;
}
