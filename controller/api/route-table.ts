import type { Route } from './generated/resource.ts';

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

/** A declared route with its backends resolved to addresses, as the front door takes it. */
export interface TableRoute extends Omit<Route, 'backends' | 'fallback'> {
  readonly backends: readonly TableBackend[];
}

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
  readonly routes: readonly TableRoute[];
}
