import type { QbtcStack } from '../api/generated/resource.ts';
import { configuredApisix, isPublishedKey } from '../spec/apisix-service.ts';
import { formatProblem, type Problem } from '../spec/diagnostic.ts';
import { type OperatorConfiguration, powerProblems } from '../spec/powers.ts';
import { secretSources } from '../spec/secret-sources.ts';
import { validateStack } from '../spec/validate.ts';
import { secretKey } from '../api/accepted.ts';
import type { Admission } from './app.ts';

/**
 * Checks a resource that was handed over by HTTP: the same rules as for files, since nobody but this program's own command
 * line is known to have checked it. `secrets` beside `spec` holds the values of what its `valueFrom` names.
 */
export function admit(body: unknown, previous: QbtcStack | undefined, operator: OperatorConfiguration): Admission {
  const { secrets: given = {}, ...resource } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  if (!isStringRecord(given)) return refusal(['secrets: must map keys to texts']);
  const { status: _, ...written } = resource;
  const { stack, errors, warnings } = validateStack(written, { platform: process.platform, cluster: false }, previous);
  if (errors.length > 0) return refusal(errors.map(formatProblem));
  const refused = powerProblems(stack, operator, { kind: 'local' });
  if (refused.length > 0) return refusal(refused.map(formatProblem), 'NotAllowed');
  const sources = secretSources(stack);
  const missing = sources.filter(({ from }) => given[secretKey(from)] === undefined);
  if (missing.length > 0)
    return refusal(
      missing.map(({ path, from }) =>
        formatProblem({ path, message: `no value was handed over for ${secretKey(from)}` }),
      ),
    );
  const secrets = Object.fromEntries(sources.map(({ from }) => [secretKey(from), given[secretKey(from)] ?? '']));
  const published = publishedKey(stack, secrets);
  if (published) return refusal([formatProblem(published)]);
  const { name, namespace, labels, annotations } = stack.metadata;
  const metadata = { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) };
  return { ok: true, resource: { ...stack, metadata }, secrets, warnings: warnings.map(formatProblem) };
}

/** An APISIX of the stack with a key that everybody knows would be everybody's. */
function publishedKey({ spec }: QbtcStack, secrets: Readonly<Record<string, string>>): Problem | undefined {
  const { adminKey } = spec.gateway.apisix ?? {};
  if (!adminKey || !configuredApisix(spec) || !isPublishedKey(secrets[secretKey(adminKey.valueFrom)] ?? ''))
    return undefined;
  const message = 'is the key that APISIX is published with, which everybody knows; leave it out, and one is made';
  return { path: ['spec', 'gateway', 'apisix', 'adminKey'], message };
}

const refusal = (errors: string[], code: 'Invalid' | 'NotAllowed' = 'Invalid'): Admission => ({
  ok: false,
  code,
  errors,
});

const isStringRecord = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((entry) => typeof entry === 'string');
