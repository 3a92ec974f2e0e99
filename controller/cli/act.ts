import { keyOfStack, pickStack, requireController } from './connect.ts';
import { stateDirectory } from './paths.ts';
import { emit, print, table, type OutputOptions } from './report.ts';

const DONE = { stop: 'is held down', start: 'may run', restart: 'is being restarted' } as const;

/** `qbtc stop|start|restart`: asks the controller; the loop does the rest. */
export async function act(
  verb: 'stop' | 'start' | 'restart',
  services: readonly string[],
  options: { stack?: string },
): Promise<number> {
  const client = await requireController(stateDirectory());
  const key = keyOfStack(await pickStack(client, options.stack, services));
  for (const service of services) {
    await client.act(key, verb, service);
    print(`${service} ${DONE[verb]}`);
  }
  client.close();
  return 0;
}

const WAYS: Readonly<Record<string, string>> = {
  apisix: 'requests go through APISIX, whatever becomes of it',
  fallback: 'requests go straight to the services',
  auto: 'requests go through APISIX while it serves the routes',
};

/** `qbtc gateway use`: which way the requests of a stack take, until it is asked for another. */
export async function useGateway(way: string, options: { stack?: string }): Promise<number> {
  const client = await requireController(stateDirectory());
  const key = keyOfStack(await pickStack(client, options.stack));
  await client.useGateway(key, way);
  // What is said below is so when it is said.
  await client.reconcile(key);
  client.close();
  print(`stack ${key}: ${WAYS[way] ?? way}`);
  return 0;
}

/** `qbtc reconcile`: one complete pass, now; prints what it did. */
export async function reconcile(name: string, options: OutputOptions): Promise<number> {
  const client = await requireController(stateDirectory());
  const actions = await client.reconcile(keyOfStack(await pickStack(client, name)));
  client.close();
  const rows = actions.map(({ type, target, cause }) => [type, target, cause]);
  await emit(options.output, { actions }, () =>
    rows.length > 0 ? table([['ACTION', 'TARGET', 'CAUSE'], ...rows]) : 'nothing to do',
  );
  return 0;
}
