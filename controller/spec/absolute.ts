import { isRecord } from '../api/records.ts';
import { resolve } from 'node:path';

/** Fields that name a file or folder of this host, by the field that they stand in. */
const HOST_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['process', ['workingDir']],
  ['valueFrom', ['file']],
  ['volumes', ['hostPath']],
  ['apisix', ['file']],
  ['tls', ['certFile', 'keyFile']],
]);

/** A copy of a stack in which paths of the host are absolute; relative ones begin at the folder of the file they stand in. */
export function withAbsolutePaths<T extends { readonly spec: unknown }>(stack: T, folder: string): T {
  return { ...stack, spec: rewrite(stack.spec, '', folder) };
}

function rewrite(value: unknown, field: string, folder: string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, field, folder));
  if (!isRecord(value)) return value;
  const paths = HOST_PATHS.get(field) ?? [];
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === 'string' && paths.includes(key) ? resolve(folder, member) : rewrite(member, key, folder),
    ]),
  );
}
