import type { GatewayCheck } from './gateway.ts';

/** A GET by the address that clients use. */
export interface RouteCheck extends GatewayCheck {
  /** Of the route. */
  readonly route: string;
  /** What the gateway itself is to answer with, for a route that redirects. */
  readonly redirect?: number;
}

export interface ConnectivityRequest {
  /** `http://127.0.0.1:9079` */
  readonly url: string;
  readonly checks: readonly RouteCheck[];
  /** Another one means that requests go another way, so that what was seen before says little. */
  readonly way: string;
  /** Pages of APISIX's own are possible. */
  readonly isThroughApisix: boolean;
}

/** By route, what is wrong with its answer; an empty text when nothing is. A route that no GET can reach is absent. */
export type Connectivity = Readonly<Record<string, string>>;

/** Asks for each route, each within a time of its own. Rejects for an abort only. */
export type CheckRoutes = (request: ConnectivityRequest, signal: AbortSignal) => Promise<Connectivity>;
