import { isRecord } from '../api/records.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';
import { type Path } from './schema.ts';

/** Names whose values are secrets: DB_PASSWORD, apiKey, githubToken; not PASSWORD_FILE, TOKEN_URL, MONKEY or bypass. */
const SECRET_NAMES = [
  /(^|[_.-])(pass(word|wd|phrase)?|secret(_?key)?|token|api_?key|private_?key|credentials?)$/i,
  /[a-z0-9](Pass(word|phrase)?|Secret(Key)?|Token|ApiKey|PrivateKey|Credentials?)$/,
];
/** A URL with a password in it: scheme://user:password@host. */
const SECRET_IN_URL = /([a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@]{0,255}:)[^/\s@]{1,255}(?=@)/gi;
const ONLY_TEMPLATES = /^(\{\{[^{}]*\}\}|[\s:,/])*$/;
const MASK = '***';

/** Warns of secrets that stand in the stack itself, where everybody who may read the stack may read them. */
export function secretWarnings({ spec }: QbtcStack): Problem[] {
  return spec.services.flatMap((service, index) =>
    (['docker', 'process', 'kubernetes'] as const).flatMap((runtime) =>
      (service[runtime]?.env ?? []).flatMap(({ name, value }, at): Problem[] => {
        if (value === undefined || !isSecret(name, value)) return [];
        const path: Path = ['spec', 'services', index, runtime, 'env', at, 'value'];
        return [{ path, message: `${name} looks like a secret and is kept in the stack as it is; use valueFrom` }];
      }),
    ),
  );
}

export const isSecretName = (name: string): boolean => SECRET_NAMES.some((pattern) => pattern.test(name));

const isSecret = (name: string, value: string): boolean =>
  (isSecretName(name) && !ONLY_TEMPLATES.test(value)) || maskUrls(value) !== value;

const maskUrls = (text: string): string => text.replace(SECRET_IN_URL, `$1${MASK}`);

/**
 * A copy of a stack (or of a part of one) that may be shown: values whose name is that of a secret, and passwords in URLs, are
 * replaced by `***`. What valueFrom names is a reference and stays.
 */
export function maskSecrets<T>(value: T): T {
  return mask(value, '') as T;
}

function mask(value: unknown, name: string): unknown {
  if (typeof value === 'string') return isSecretName(name) && value !== '' ? MASK : maskUrls(value);
  if (Array.isArray(value)) return value.map((item) => mask(item, name));
  if (!isRecord(value)) return value;
  if (typeof value.name === 'string' && typeof value.value === 'string') {
    return { ...value, value: isSecret(value.name, value.value) ? mask(value.value, 'secret') : value.value };
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskField(key, member)]));
}

function maskField(key: string, value: unknown): unknown {
  if (key === 'consumers') return maskConsumers(value);
  if (key === 'webhooks' && Array.isArray(value)) return value.map(maskWebhook);
  return mask(value, key === 'valueFrom' ? '' : key);
}

/** Whoever knows the whole address of a webhook may often write to it: only where it is, is shown. */
function maskWebhook(value: unknown): unknown {
  if (!isRecord(value) || typeof value.url !== 'string') return value;
  const [, scheme = '', host = '', rest = ''] = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^/?#]*)(.*)$/is.exec(value.url) ?? [];
  return { ...value, url: `${scheme}${host}${['', '/'].includes(rest) ? rest : `/${MASK}`}` };
}

/** What a consumer has of a plugin is a credential, but for names. */
function maskConsumers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskConsumers);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === 'username' || key === 'valueFrom') return [key, member];
      return [key, typeof member === 'string' ? MASK : maskConsumers(member)];
    }),
  );
}
