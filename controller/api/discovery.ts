/** A way of finding what runs on a machine. */
export type DiscoveryMethod = 'ports' | 'processes' | 'docker' | 'rabbitmq';

/** What a port speaks. */
export type Protocol = 'http' | 'amqp' | 'redis' | 'postgres';

/** A route that a container asks for by its labels. */
export interface WantedRoute {
  /** What it is called there. */
  readonly name?: string;
  /** Empty for all. */
  readonly hosts: readonly string[];
  readonly path: { readonly type: 'Prefix' | 'Exact'; readonly value: string };
  /** Inside of the container. */
  readonly port: number;
  readonly stripPrefix?: true;
}

/** What one method saw at one address; what it cannot know is absent. */
export interface Sighting {
  readonly method: DiscoveryMethod;
  /** As this machine reaches it; a wildcard is loopback. */
  readonly host: string;
  readonly port: number;
  readonly name?: string;
  /** A free word: `redis`, `apisix`; `consumer` for the near end of a connection to a broker. */
  readonly type?: string;
  readonly pid?: number;
  readonly container?: FoundContainer;
  /** Its own health check, or the broker that it is connected to, vouches for it, or says that it is ill. */
  readonly vouched?: boolean;
  /** This machine does not reach the address: somebody else may have it here. */
  readonly unreachable?: true;
  /** A port of a container that is not published. */
  readonly inner?: true;
  readonly routes?: readonly WantedRoute[];
}

/** A container that was found. */
export interface FoundContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** The port inside of it. */
  readonly inside: number;
  /** It is of a stack already. */
  readonly owned: boolean;
  /** Of Compose. */
  readonly project?: string;
}

/** A queue of a broker, with whoever consumes it. */
export interface FoundQueue {
  readonly name: string;
  /** Ready, and delivered without an acknowledgement. */
  readonly messages: number;
  readonly consumers: readonly string[];
}

/** A queue whose messages nobody works off. */
export interface QueueTrouble {
  readonly queue: string;
  readonly message: string;
  /** Those who consumed it before, and those who do now: one of them should. */
  readonly consumers: readonly string[];
}

/** What a method found. */
export interface Found {
  readonly sightings: readonly Sighting[];
  /** What it could not read, in words. */
  readonly gaps: readonly string[];
  /** Ports at which this very program listens, under whichever name: they are no services. */
  readonly ours?: readonly number[];
  readonly queues?: readonly FoundQueue[];
}

/** What answered at an address. */
export interface Recognition {
  readonly protocol: Protocol;
  /** Of an HTTP answer to `GET /`. */
  readonly status?: number;
}

/** A service that was found. */
export interface DiscoveredService {
  /** By which it is the same in every look. */
  readonly key: string;
  /** Of its own among all of a look. */
  readonly name: string;
  /** What it was called before its name had to be one of its own. */
  readonly called: string;
  /** How much whoever called it so is to be believed; 0 for the stack itself. */
  readonly rank: number;
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
  /** Only a container's own network leads there: whoever made it has published it nowhere. */
  readonly inner?: true;
  /** It was there in the look before, too. */
  readonly steady?: boolean;
  /** Which it asks for. */
  readonly routes?: readonly WantedRoute[];
}

/** What people and programs are told of a service. */
export const toldOf = ({
  name,
  type,
  host,
  port,
  pid,
  container,
  sources,
  confidence,
  validated,
}: DiscoveredService) => ({
  ...{ name, type, host, port },
  ...(pid === undefined ? {} : { pid }),
  ...(container ? { container: container.name } : {}),
  ...{ sources: [...sources], confidence, validated },
});

/** One look at a machine. */
export interface Discovery {
  readonly services: readonly DiscoveredService[];
  /** Why a method found nothing, by method: its services may be there all the same. */
  readonly failures: Readonly<Partial<Record<DiscoveryMethod, string>>>;
  readonly gaps: readonly string[];
  /** Of a broker; absent when none was asked, or when it did not answer. */
  readonly queues?: readonly FoundQueue[];
  /** What looks in a row have shown of them. */
  readonly troubles?: readonly QueueTrouble[];
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
  /** Ports of this machine that are ours. */
  readonly ours: readonly number[];
}

/** Looks at the machine once. Never rejects but for an abort: what fails is told. */
export type Discover = (request: DiscoveryRequest, signal: AbortSignal) => Promise<Discovery>;
