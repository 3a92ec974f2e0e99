import { isOwned, labelsOf } from './labels.ts';
import type { StackRef } from './runtime.ts';

/** What APISIX answers itself, with status 404, when none of its routes matches (apisix/init.lua). */
export const NO_ROUTE_TEXT = '404 Route Not Found';

/** The kinds of objects that stacks have in an APISIX; a route refers to its upstream. */
export type GatewayKind = 'upstreams' | 'routes' | 'consumers';

/** An object of an APISIX; see https://apisix.apache.org/docs/apisix/admin-api/. */
export interface GatewayObject {
  readonly kind: GatewayKind;
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What an APISIX has. */
export interface GatewayState {
  readonly objects: readonly GatewayObject[];
  /** Plugins that it runs for every request, by its global rules. */
  readonly globalPlugins: Readonly<Record<string, unknown>>;
  /** Whom its data plane took for the client of a request that named another one; absent when that was not asked, or not answered. */
  readonly clientSeen?: string;
}

/** Where an APISIX is changed, and with what right. */
export interface GatewayAccess {
  readonly mode: 'Admin' | 'StandaloneApi' | 'StandaloneFile';
  /** The apisix.yaml of mode StandaloneFile; absolute. */
  readonly file?: string;
  /** `http://127.0.0.1:9180` */
  readonly adminUrl: string;
  /** Of its Admin API; in a header only (I22). */
  readonly key: string;
}

/** A GET that a route takes, to find out whether a data plane has it. */
export interface GatewayCheck {
  /** With its query. */
  readonly path: string;
  readonly host?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What an object is to be, by what is there; undefined where there is none, or is to be none. Throws to leave it as it is; may be asked
 * more than once.
 */
export type NextValue = (found: GatewayObject['value'] | undefined) => Promise<GatewayObject['value'] | undefined>;

/** What objects were before they were taken over, kept until they are given back. */
export interface Originals {
  /** Undefined when nothing was kept; the value is null when there was no such object. */
  read(
    object: Pick<GatewayObject, 'kind' | 'id'>,
  ): Promise<{ readonly value: GatewayObject['value'] | null } | undefined>;
  keep(object: Pick<GatewayObject, 'kind' | 'id'>, value: GatewayObject['value'] | null): Promise<void>;
  discard(object: Pick<GatewayObject, 'kind' | 'id'>): Promise<void>;
}

/** What an APISIX answers as clients see it. */
export interface DataPlane {
  /**
   * Asks it for routes that it should have; resolves when none of the answers is its own "no such route".
   *
   * @param gatewayUrl `http://127.0.0.1:9080`
   * @throws QbtcError `ApisixSilent`, `ApisixRouteMissing`
   */
  serves(gatewayUrl: string, checks: readonly GatewayCheck[], signal: AbortSignal): Promise<void>;
  /**
   * The address that it answers with to a GET which names `client` as who asks; undefined when it answers something else, or not within a
   * second.
   */
  clientSeen(gatewayUrl: string, path: string, client: string, signal: AbortSignal): Promise<string | undefined>;
}

/** The controller's side of an APISIX. Every write is idempotent; what it refuses and why is a `QbtcError`. */
export interface Gateway extends DataPlane {
  /** All objects that it has, of whomever; rejects when it cannot tell. */
  observe(access: GatewayAccess, signal: AbortSignal): Promise<GatewayState>;
  put(access: GatewayAccess, object: GatewayObject, signal: AbortSignal): Promise<void>;
  /** Looks at the object anew, and makes it what `next` says. */
  change(
    access: GatewayAccess,
    object: Pick<GatewayObject, 'kind' | 'id'>,
    next: NextValue,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Whether an object says that it was created for this very stack (I11). */
export const isObjectOf = (value: GatewayObject['value'], stack: StackRef): boolean => isOwned(labelsOf(value), stack);
