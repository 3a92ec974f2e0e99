import { QbtcError } from '../api/errors.ts';
import { keyOfStack, pickStack, requireController } from './connect.ts';
import { forEach } from './client.ts';
import { stateDirectory } from './paths.ts';
import { print } from './report.ts';

export interface LogsOptions {
  readonly follow?: boolean;
  readonly tail?: string;
  readonly stack?: string;
}

/** `qbtc logs`: the output of one service, or of all with their names in front. */
export async function logs(
  service: string | undefined,
  { follow = false, tail, stack: name }: LogsOptions,
): Promise<number> {
  if (tail !== undefined && !/^[1-9]\d*$/.test(tail))
    throw new QbtcError(`--tail ${tail} is not a number of lines`, {
      code: 'Invalid',
      mend: 'Write it like 100; without it all lines are shown.',
    });
  const client = await requireController(stateDirectory());
  const stack = await pickStack(client, name, service === undefined ? [] : [service]);
  const declared = stack.spec.services.find((candidate) => candidate.name === service);
  const query = {
    follow,
    ...(service === undefined ? {} : { service }),
    ...(tail === undefined ? {} : { tail: Number(tail) }),
  };
  const several = service === undefined || (declared?.replicas ?? 1) > 1;
  await forEach(client.logs(keyOfStack(stack), query), ({ service: from, slot, line }) => {
    print(several ? `${from}[${slot}] | ${line}` : line);
  });
  client.close();
  return 0;
}
