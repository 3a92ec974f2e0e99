import { createDataPlane, type Served } from './data-plane.ts';

/**
 * The data plane of a fake APISIX as a program of its own, so that it can be killed, stopped and started again while its configuration store lives
 * on. It takes its configuration from the Admin API, and goes on with the last one while that is away.
 *
 * Arguments: the port to serve on, and the URL of the Admin API; its key is in ADMIN_KEY.
 */
const [, , port = '0', adminUrl = ''] = process.argv;

/** Milliseconds between two looks at the configuration. */
const LOOK_TIME = 50;

let served: Served = { routes: [], upstreams: [] };

async function values(kind: string): Promise<Served['routes']> {
  const response = await fetch(`${adminUrl}/apisix/admin/${kind}`, {
    headers: { 'x-api-key': process.env.ADMIN_KEY ?? '' },
  });
  if (!response.ok) throw new Error(`the Admin API answers ${response.status}`);
  const { list } = (await response.json()) as { readonly list?: unknown };
  return Array.isArray(list) ? (list as { readonly value: Served['routes'][number] }[]).map(({ value }) => value) : [];
}

async function look(): Promise<void> {
  try {
    const [routes, upstreams] = await Promise.all([values('routes'), values('upstreams')]);
    served = { routes, upstreams };
  } catch {
    // The store is away: what was read last holds.
  }
  setTimeout(() => void look(), LOOK_TIME);
}

await look();
createDataPlane(() => served).listen(Number(port), '127.0.0.1');
