import type { Allowance, Configuration, Power } from '../api/generated/configuration.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';
import { isWithin } from '../api/host-paths.ts';
import { foreignEngine, type PowerNeed, powerNeeds } from './power-needs.ts';

/** Where a stack comes from. */
export type Source = { readonly kind: 'local' | 'kubernetes' } | { readonly kind: 'git'; readonly repository: string };

/** The operator's configuration, and the file that it stands in or would stand in. */
export interface OperatorConfiguration {
  readonly file: string;
  readonly configuration: Pick<Configuration, 'allow' | 'dockerHosts' | 'listen'>;
}

/** What a user may have by applying a stack on a machine where the same user may do as much without it. */
const LOCAL_POWERS: readonly Power[] = [
  'process',
  'execProbe',
  'valueFromEnv',
  'valueFromFile',
  'hostPath',
  'takeover',
];

/**
 * Finds powers over the host that a stack asks for and that the operator has not allowed (I3: it is refused as a whole, what was accepted
 * before stays). Each message says how to allow it.
 *
 * @param stack with its defaults and absolute paths
 */
export function powerProblems(stack: QbtcStack, operator: OperatorConfiguration, source: Source): Problem[] {
  const { allow, dockerHosts } = operator.configuration;
  const { namespace } = stack.metadata;
  const entries = allow.filter((entry) => appliesTo(entry, namespace, source));
  const engine = foreignEngine(stack);
  const listed = engine === undefined || dockerHosts.includes(engine);
  return [
    ...powerNeeds(stack, dockerHosts).flatMap((need): Problem[] => {
      const fault = faultOf(need, entries, source);
      if (fault === undefined) return [];
      const mend = `To allow it, add below \`allow:\` in ${operator.file}: ${entryFor(need, namespace, source)}`;
      const { path, at } = need;
      return [{ path, message: `not allowed: ${fault}. ${mend}`, ...(at && { at }) }];
    }),
    ...(listed ? [] : [{ path: ['spec', 'docker', 'host'], message: unlisted(engine, operator.file) }]),
  ];
}

/** A `*` at the end stands for anything; within an address it would match what nobody thought of. */
const matches = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;

function appliesTo({ source, namespaces, repositories }: Allowance, namespace: string, from: Source): boolean {
  if (source !== from.kind || !namespaces.some((pattern) => matches(pattern, namespace))) return false;
  return from.kind !== 'git' || repositories.some((pattern) => matches(pattern, from.repository));
}

/** Why a power is refused; undefined when it is not. Entries that name a power replace what is allowed without them. */
function faultOf({ power, hostPath }: PowerNeed, entries: readonly Allowance[], { kind }: Source): string | undefined {
  const naming = entries.filter(({ powers }) => powers.includes(power));
  if (naming.length === 0) {
    return kind === 'local' && LOCAL_POWERS.includes(power) ? undefined : `it needs the power ${power}`;
  }
  if (hostPath === undefined || naming.some(({ roots }) => roots.length === 0)) return undefined;
  const roots = naming.flatMap((entry) => entry.roots);
  if (roots.some((root) => isWithin(hostPath, root))) return undefined;
  return `it is outside of the roots of the power ${power}, ${roots.join(', ')}`;
}

/** An entry that allows just this, as it is written in the file. */
function entryFor({ power, hostPath }: PowerNeed, namespace: string, source: Source): string {
  const fields = [
    `source: ${source.kind}`,
    ...(source.kind === 'git' ? [`repositories: [${JSON.stringify(source.repository)}]`] : []),
    `namespaces: [${namespace}]`,
    `powers: [${power}]`,
    ...(hostPath === undefined ? [] : [`roots: [${JSON.stringify(hostPath)}]`]),
  ];
  return `- { ${fields.join(', ')} }`;
}

const unlisted = (engine: string, file: string): string =>
  `not allowed: the operator does not list this engine. To allow it, add in ${file}: dockerHosts: [${JSON.stringify(engine)}]`;
