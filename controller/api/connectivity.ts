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

/** What is said of an answer that the gateway made itself; its status follows. */
export const OWN_ANSWER = 'was answered by the gateway itself, with';

/** Whether the gateway answered by itself for a reason of its own, rather than because a service is silent (502, 504). */
export const isRefusal = (problem: string): boolean => /by the gateway itself, with (?!50[24]\b)/.test(problem);
