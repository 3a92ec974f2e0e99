import type { Socket } from 'node:net';
import type { RequestHead } from './http1/request-head.ts';
import type { RouteState } from './route-state.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

/** What a connection needs of the data plane that it belongs to. */
export interface Front {
  /** Milliseconds on a clock that never jumps; as old as the last sweep. */
  readonly now: number;
  /** No further request should come on a connection. */
  readonly draining: boolean;
  readonly memo: boolean;
  /** The port that httpsRedirect points to. */
  readonly httpsPort: number;
  match(head: RequestHead): RouteState | undefined;
  /** Takes a connection over that asked for an upgrade; `following` is what came after the request's head. */
  upgrade(socket: Socket, upgrade: UpgradeRequest, following: Buffer): void;
  /** Reports an error that only a defect of the proxy can have caused. */
  defect(error: unknown): void;
  /** A connection is gone, or was given away. */
  closed(client: object): void;
}
