import { stringify } from 'yaml';
import type { QbtcStack } from '../api/generated/resource.ts';
import { maskSecrets } from './secrets.ts';

/** `compat` puts quotes around texts that kubectl, which reads YAML 1.1, would take for something else. */
const FORMAT = { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const;

/** Stacks as YAML, one document each, with secrets masked: what `qbtc config` shows. What is not masked reads back as it is. */
export function renderStacks(stacks: readonly QbtcStack[]): string {
  return stacks.map((stack) => stringify(escapeDollars(maskSecrets(stack)), FORMAT)).join('---\n');
}

/** A dollar sign begins a variable when the text is read again. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escapeDollars(member)]));
}
