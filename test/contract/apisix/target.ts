import type { Port } from '../../fakes/apisix/fake-apisix.ts';
import { startFakeApisix } from '../../fakes/apisix/fake-apisix.ts';
import type { StoreState } from '../../fakes/apisix/store.ts';

/** What the suite asks: the fake, or a real APISIX that nobody else uses. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  /** Undefined where it has no such port. */
  url(port: Port): string | undefined;
  readonly keys: Readonly<Record<'admin' | 'viewer', string | undefined>>;
  /** Undefined where the suite has no power over the configuration store. */
  readonly setStore: ((state: StoreState) => void) | undefined;
}

/** The real one of $APISIX_ADMIN_URL and $APISIX_ADMIN_KEY, when they are set; else the fake. */
export async function openTarget(): Promise<Target> {
  const { APISIX_ADMIN_URL: url, APISIX_ADMIN_KEY: admin, APISIX_VIEWER_KEY: viewer } = process.env;
  if (url !== undefined && admin !== undefined) {
    return {
      name: url,
      url: (port) => (port === 'admin' ? url.replace(/\/$/, '') : undefined),
      keys: { admin, viewer },
      setStore: undefined,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const keys = { admin: 'admin-key', viewer: 'viewer-key' };
  const fake = await startFakeApisix(keys);
  return {
    name: 'the fake',
    url: (port) => fake.url(port),
    keys,
    setStore: (state) => {
      fake.store.state = state;
    },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}
