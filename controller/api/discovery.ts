/** A way of finding what runs on a machine. */
export type DiscoveryMethod = 'ports' | 'processes' | 'docker' | 'rabbitmq';

/** What a port speaks. */
export type Protocol = 'http' | 'amqp' | 'redis' | 'postgres';

/** What one method saw at one address; what it cannot know is absent. */
export interface Sighting {
  readonly method: DiscoveryMethod;
  /** As this machine reaches it; a wildcard is loopback. */
  readonly host: string;
  readonly port: number;
  readonly name?: string;
  /** A free word: `redis`, `apisix`. */
  readonly type?: string;
  readonly pid?: number;
  readonly container?: FoundContainer;
  /** Its own health check, or the broker that it is connected to, vouches for it, or says that it is ill. */
  readonly vouched?: boolean;
}

/** A container as far as a declaration of it needs to say. */
export interface FoundContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Of the container, and where it is published. */
  readonly inside: number;
  readonly hostAddress?: string;
  readonly networks: readonly string[];
}

/** What a method found. */
export interface Found {
  readonly sightings: readonly Sighting[];
  /** What it could not read, in words. */
  readonly gaps: readonly string[];
}

/** What answered at an address. */
export interface Recognition {
  readonly protocol: Protocol;
  /** Of an HTTP answer to `GET /`. */
  readonly status?: number;
}

/** A service that was found. */
export interface DiscoveredService {
  /** Stable: the same service has the same name in every look. */
  readonly name: string;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly pid?: number;
  readonly container?: FoundContainer;
  readonly sources: readonly DiscoveryMethod[];
  /** 0 to 1. */
  readonly confidence: number;
  /** It answered in a protocol that is known, or somebody vouches for it. */
  readonly validated: boolean;
  readonly recognition?: Recognition;
}

/** One look at a machine. */
export interface Discovery {
  readonly services: readonly DiscoveredService[];
  /** Why a method found nothing, by method: its services may be there all the same. */
  readonly failures: Readonly<Partial<Record<DiscoveryMethod, string>>>;
  readonly gaps: readonly string[];
}

/** A declared service, so that what is found at its address has its name. */
export interface KnownService {
  readonly name: string;
  readonly type?: string;
  readonly host: string;
  readonly port: number;
}

/** The methods that are to be used, with what they need. */
export interface DiscoveryRequest {
  readonly ports?: { readonly hosts: readonly string[]; readonly ports: readonly number[] };
  readonly processes?: { readonly keywords: readonly string[] };
  readonly docker?: { readonly endpoint?: string };
  readonly rabbitmq?: { readonly managementUrl: string; readonly username: string; readonly password: string };
  readonly known: readonly KnownService[];
}

/** Looks at the machine once. Never rejects but for an abort: what fails is told. */
export type Discover = (request: DiscoveryRequest, signal: AbortSignal) => Promise<Discovery>;

const LOCAL: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::']);

/** By which a service is the same in every look: this machine has one at a port, at whichever of its addresses. */
export const serviceKey = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${LOCAL.has(host) ? 'local' : host}:${port}`;
