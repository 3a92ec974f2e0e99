import { isRecord } from '../api/records.ts';
import type { ValueFrom } from '../api/generated/resource.ts';
import { type Path } from './schema.ts';

/** A field that takes its value from the environment or from a file of whoever hands the stack over. */
export interface SecretSource {
  /** Of the `valueFrom`. */
  readonly path: Path;
  readonly from: ValueFrom;
}

/** Every such field of a stack, wherever it stands; of one that was not checked, those of the right shape. */
export const secretSources = ({ spec }: { readonly spec: unknown }): SecretSource[] => sourcesIn(spec, ['spec']);

function sourcesIn(value: unknown, path: Path): SecretSource[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => sourcesIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, key];
    if (key !== 'valueFrom' || !isRecord(member)) return sourcesIn(member, here);
    const from: ValueFrom = member;
    return typeof from.env !== 'string' && typeof from.file !== 'string' ? [] : [{ path: here, from }];
  });
}
