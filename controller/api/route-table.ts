import type { QbtcStack, Route } from './generated/resource.ts';

/** One address that serves a backend now. */
export interface TableEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface TableBackend {
  readonly service: string;
  readonly port: string;
  readonly weight: number;
  /** The healthy replicas; none means that the route answers 503 where no other backend has one. */
  readonly endpoints: readonly TableEndpoint[];
}

/** Which requests a route takes. */
export type RouteMatch = Pick<Route, 'hosts' | 'paths' | 'methods' | 'headers' | 'queryParams'>;

/** A declared route with its backends resolved to addresses, as the front door takes it. */
export interface TableRoute extends Omit<Route, 'backends' | 'fallback'> {
  readonly backends: readonly TableBackend[];
  /** Auto when absent. */
  readonly fallback?: Route['fallback'];
  /** APISIX was seen to have it as it is declared: a request for it may go that way. */
  readonly inGateway?: true;
}

/** The data plane of the stack's APISIX, and when requests go past it. */
export interface TableGateway extends TableEndpoint {
  readonly failover: Failover;
  /** Where clients expect that APISIX, which is down: the front door serves there, too. */
  readonly standIn?: TableEndpoint;
}

/** A client that the plugins of routes know. */
export interface TableConsumer {
  readonly username: string;
  /** By plugin. */
  readonly plugins?: Readonly<Record<string, unknown>>;
}

export type Failover = QbtcStack['spec']['gateway']['failover'];

/** All routes of one stack. A front door serves the union of the tables of the stacks that share its address. */
export interface RouteTable {
  readonly stack: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly createdAt: number;
  };
  /** Hash over everything else; equal hashes mean equal tables. */
  readonly hash: string;
  /** Value of X-Quantum-Frequency toward the services. */
  readonly quantumFrequency: string;
  /** Absent for a stack without an APISIX: all requests go straight to the services. */
  readonly gateway?: TableGateway;
  readonly consumers?: readonly TableConsumer[];
  /** Plugins of APISIX's global rules that guard all routes. */
  readonly guards?: readonly string[];
  /** HMAC over the secrets in plugins, which are no part of the hash. */
  readonly secrets?: string;
  readonly routes: readonly TableRoute[];
}
