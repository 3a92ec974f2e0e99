import type { QbtcStack } from '../api/generated/resource.ts';
import { alternativeProblems, alternativeWarnings } from './alternatives.ts';
import { apisixServiceProblems, takeoverProblems } from './apisix-service.ts';
import { attachmentProblems } from './attachments.ts';
import { containerProblems } from './containers.ts';
import { containerWarnings } from './container-warnings.ts';
import { cycleProblems } from './cycles.ts';
import { withDefaults } from './default.ts';
import type { Problem } from './diagnostic.ts';
import { type Surroundings, surroundingsProblems } from './environment.ts';
import { launchProblems } from './launch.ts';
import { adoptionProblems, duplicateProblems } from './names.ts';
import { pathWarnings } from './paths.ts';
import { patternProblems } from './patterns.ts';
import { pluginProblems, pluginWarnings } from './plugins.ts';
import { portProblems } from './ports.ts';
import { referenceProblems } from './references.ts';
import { ruleProblems } from './rules.ts';
import { type Path, schemaAt, STACK_SCHEMA } from './schema.ts';
import { secretWarnings } from './secrets.ts';
import { reshape, shapeProblems } from './shape.ts';
import { networkProblems } from './subnets.ts';
import { unsupportedProblems } from './unsupported.ts';
import { webhookProblems } from './webhooks.ts';

export interface Validated {
  /** With its defaults; meaningful only without errors. */
  readonly stack: QbtcStack;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Checks a resource as somebody wrote it, and fills its defaults in. All errors are found at once: what has a wrong shape is left out
 * and the rest is checked on.
 *
 * @param old the stack that it replaces, for fields that cannot change
 */
export function validateStack(written: unknown, surroundings: Surroundings, old?: QbtcStack): Validated {
  const shape = shapeProblems(written);
  const shaped = shape.length === 0 ? written : reshape(written, STACK_SCHEMA);
  const stack = withDefaults(shaped, STACK_SCHEMA) as QbtcStack;
  const further = [
    ...duplicateProblems(stack.spec, schemaAt('spec'), ['spec']),
    ...ruleProblems(stack.spec, schemaAt('spec'), ['spec'], old?.spec),
    ...adoptionProblems(stack),
    ...unsupportedProblems(stack),
    ...surroundingsProblems(stack, surroundings),
    ...referenceProblems(stack),
    ...alternativeProblems(stack),
    ...cycleProblems(stack.spec.services),
    ...launchProblems(stack.spec.services),
    ...portProblems(stack),
    ...containerProblems(stack),
    ...attachmentProblems(stack),
    ...networkProblems(stack),
    ...patternProblems(stack),
    ...pluginProblems(stack),
    ...apisixServiceProblems(stack),
    ...takeoverProblems(stack),
    ...webhookProblems(stack),
  ];
  const errors = [...shape, ...withoutConsequences(further, shape)];
  const unwise = [
    ...secretWarnings(stack),
    ...alternativeWarnings(stack),
    ...pathWarnings(stack),
    ...containerWarnings(stack),
    ...pluginWarnings(stack),
  ];
  const warnings = withoutConsequences(unwise, shape);
  return { stack, errors, warnings };
}

/** Leaves out what is only the consequence of a wrong shape: a problem at, around or within the very field. */
function withoutConsequences(problems: readonly Problem[], shape: readonly Problem[]): readonly Problem[] {
  if (shape.length === 0) return problems;
  const keyOf = (path: Path): string => JSON.stringify(path);
  const faulty = new Set(shape.map(({ path }) => keyOf(path)));
  const around = new Set(shape.map(({ path }) => keyOf(path.slice(0, -1))));
  return problems.filter(
    ({ path }) => !around.has(keyOf(path)) && !path.some((_, index) => faulty.has(keyOf(path.slice(0, index + 1)))),
  );
}
