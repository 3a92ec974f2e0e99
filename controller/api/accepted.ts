import type { GatewayAccess } from './gateway.ts';
import type { QbtcStack, Service, ValueFrom } from './generated/resource.ts';

/** What the controller writes for an APISIX that is a service of the stack; absolute paths. */
export interface ApisixFiles {
  readonly configuration: string;
  /** The key of its Admin API, 0600, where the stack names none. */
  readonly key: string;
}

export type GatewayMode = QbtcStack['spec']['gateway']['failover']['mode'];

/** A stack that was handed over, as the controller keeps it: what is wanted, and what people asked of it since. */
export interface AcceptedStack {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Rises when the defaulted spec changes, or a secret that it names. */
  readonly generation: number;
  /** First acceptance, milliseconds since the epoch. */
  readonly createdAt: number;
  /** Defaulted; without status. */
  readonly resource: Omit<QbtcStack, 'status'>;
  /** Values of what `valueFrom` names, by `secretKey`. Kept in a 0600 file, never shown. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly deleting: boolean;
  /** Its deletion is to leave everything where it is, what does not answer too, whatever its policy says. */
  readonly orphaned?: boolean;
  readonly stopped: readonly string[];
  readonly restarts: Readonly<Record<string, number>>;
  /** Which way requests were asked to take (`qbtc gateway use`), instead of what `spec.gateway.failover.mode` says. */
  readonly gatewayMode?: GatewayMode;
  /** The files of an APISIX that is a service of the stack. */
  readonly apisix?: ApisixFiles;
  /** This generation or one before has containers, networks or volumes. */
  readonly usesEngine?: boolean;
}

/** The key under which a secret value travels and is kept: `env:NAME` or `file:/absolute/path`. */
export function secretKey(from: ValueFrom): string {
  if (from.env !== undefined) return `env:${from.env}`;
  return `file:${from.file ?? ''}`;
}

/** The resolved values of a service's valueFrom entries, by variable name; a value that was not handed over is absent. */
export function secretsOf(service: Service, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const env = service.process?.env ?? service.docker?.env ?? [];
  const resolved: Record<string, string> = {};
  for (const { name, valueFrom } of env) {
    const value = valueFrom && secrets[secretKey(valueFrom)];
    if (value !== undefined) resolved[name] = value;
  }
  return resolved;
}

/** Whether a value stands for a secret: `{ valueFrom: { env: NAME } }`. */
export const isReference = (value: unknown): value is { readonly valueFrom: ValueFrom } =>
  typeof value === 'object' && value !== null && 'valueFrom' in value && Object.keys(value).length === 1;

/** A copy in which each part that `otherwise` has something for is that. */
function replaced<T>(value: T, otherwise: (part: unknown) => unknown): T {
  const copy = (part: unknown): unknown => {
    const other = otherwise(part);
    if (other !== undefined) return other;
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, copy(member)]));
  };
  return copy(value) as T;
}

/** A copy in which every `valueFrom` is the secret that it names; one that was not handed over is empty. */
export const withSecrets = <T>(value: T, secrets: AcceptedStack['secrets']): T =>
  replaced(value, (part) => (isReference(part) ? (secrets[secretKey(part.valueFrom)] ?? '') : undefined));

/** A copy in which every text that is one of the secrets is `valueFrom` again, so that no secret is carried further. */
export function withReferences<T>(value: T, secrets: AcceptedStack['secrets']): T {
  const names = new Map(Object.entries(secrets).map(([name, secret]) => [secret, referenceTo(name)]));
  names.delete('');
  return replaced(value, (part) => (typeof part === 'string' ? names.get(part) : undefined));
}

function referenceTo(name: string): { readonly valueFrom: ValueFrom } {
  const colon = name.indexOf(':');
  return { valueFrom: { [name.slice(0, colon)]: name.slice(colon + 1) } };
}

/** A text in which the values of secrets are `***`; the longest first, since one may begin with another. */
export const masked = (text: string, values: readonly string[]): string =>
  values
    .filter((value) => value !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '***'), text);

/** Where the plugins of routes and consumers take values from. */
export function pluginSources({ routes, consumers }: QbtcStack['spec']): ValueFrom[] {
  const sources = (part: unknown): ValueFrom[] => {
    if (isReference(part)) return [part.valueFrom];
    return typeof part === 'object' && part !== null ? Object.values(part).flatMap(sources) : [];
  };
  return [...routes, ...consumers].flatMap(({ plugins }) => sources(plugins));
}

/** The APISIX that a stack names, with the key for it; undefined when it names none. */
export function gatewayAccess(
  { gateway: { apisix } }: QbtcStack['spec'],
  secrets: AcceptedStack['secrets'],
): GatewayAccess | undefined {
  if (!apisix) return undefined;
  const from = apisix.adminKey?.valueFrom;
  const { mode, adminUrl, file } = apisix;
  const key = from ? (secrets[secretKey(from)] ?? '') : '';
  return { mode, adminUrl, key, ...(file === undefined ? {} : { file }) };
}
