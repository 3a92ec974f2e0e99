import { createHash } from 'node:crypto';
import type { TableConsumer } from '../../api/route-table.ts';
import { encodeQueryPart, queryPairs, decodeQueryPart } from '../../routing/query.ts';
import { guardsIn } from '../../routing/plugins.ts';
import { type Answer, pluginAnswer, throughGatewayOnly } from '../answers.ts';
import type { Config } from './config.ts';
import type { Step, Visit } from './visit.ts';

/** Who is known by a credential. It is kept as a digest: looking one up takes the same time whatever was right about it. */
class Directory {
  readonly #found = new Map<string, TableConsumer>();

  constructor(consumers: readonly TableConsumer[], credentialOf: (consumer: TableConsumer) => string | undefined) {
    for (const consumer of consumers) {
      const credential = credentialOf(consumer);
      if (credential !== undefined) this.#found.set(digest(credential), consumer);
    }
  }

  find(credential: string): TableConsumer | undefined {
    return this.#found.get(digest(credential));
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

/** A consumer's own part of a plugin. */
function fieldsOf({ plugins }: TableConsumer, plugin: string): Readonly<Record<string, unknown>> {
  const own = plugins?.[plugin];
  return typeof own === 'object' && own !== null ? (own as Record<string, unknown>) : {};
}

const wire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Plugins by which a consumer is known; the others of a consumer are about what it may do. */
const CREDENTIALS = new Set([
  'key-auth',
  'basic-auth',
  'jwt-auth',
  'hmac-auth',
  'ldap-auth',
  'wolf-rbac',
  'multi-auth',
]);

/** Notes who it is. What limits this very client is APISIX's to enforce (I13). */
function known(visit: Visit, { username, plugins = {} }: TableConsumer, isOpen: boolean): Answer | undefined {
  visit.consumer = username;
  visit.claim('X-Consumer-Username', username);
  // Of credentials and custom ids the front door knows nothing; what a client says of them is forged.
  visit.claim('X-Credential-Identifier', undefined);
  visit.claim('X-Consumer-Custom-Id', undefined);
  const unenforced = guardsIn(plugins).find((name) => !CREDENTIALS.has(name));
  return unenforced === undefined || isOpen ? undefined : throughGatewayOnly(`plugin ${unenforced} of the consumer`);
}

const unauthorized = (scheme: string, realm: string, message: string): Answer =>
  pluginAnswer(401, { message }, `WWW-Authenticate: ${scheme} realm="${wire(realm).replace(/[\r\n\0"]/g, ' ')}"\r\n`);

/** key-auth: a key in a header, else in the query (apisix/plugins/key-auth.lua). */
export function keyAuth(config: Config, consumers: readonly TableConsumer[], isOpen: boolean): Step | undefined {
  const { header = 'apikey', query = 'apikey', hide_credentials: hides = false, realm = 'key', ...rest } = config.rest;
  if (
    typeof header !== 'string' ||
    typeof query !== 'string' ||
    typeof realm !== 'string' ||
    Object.keys(rest).length > 0
  )
    return undefined;
  const directory = new Directory(consumers, (consumer) => {
    const { key } = fieldsOf(consumer, 'key-auth');
    return typeof key === 'string' ? wire(key) : undefined;
  });
  return (visit) => {
    const fromHeader = visit.field(header);
    const fromQuery = fromHeader === undefined ? visit.parameters(query) : [];
    if (fromHeader === undefined && fromQuery.length === 0)
      return unauthorized('apikey', realm, 'Missing API key in request');
    // One that is given twice in the query is none.
    const key = fromHeader ?? (fromQuery.length === 1 ? fromQuery[0] : undefined);
    const consumer = key === undefined ? undefined : directory.find(key);
    if (consumer === undefined) return unauthorized('apikey', realm, 'Invalid API key in request');
    if (hides === true) {
      if (fromHeader !== undefined) visit.claim(header, undefined);
      else visit.query = withoutParameter(visit.head.query ?? '', query);
    }
    return known(visit, consumer, isOpen);
  };
}

/** What is left is encoded anew, as APISIX does when it sets the arguments. */
const withoutParameter = (query: string, name: string): string =>
  queryPairs(query)
    .filter(([key]) => decodeQueryPart(key) !== name)
    .map((pair) => pair.flatMap((part) => (part === undefined ? [] : encodeQueryPart(decodeQueryPart(part)))).join('='))
    .join('&');

/** basic-auth (apisix/plugins/basic-auth.lua). */
export function basicAuth(config: Config, consumers: readonly TableConsumer[], isOpen: boolean): Step | undefined {
  const { hide_credentials: hides = false, realm = 'basic', ...rest } = config.rest;
  if (typeof realm !== 'string' || Object.keys(rest).length > 0) return undefined;
  const directory = new Directory(consumers, (consumer) => {
    const { username, password } = fieldsOf(consumer, 'basic-auth');
    return typeof username === 'string' && typeof password === 'string' ? wire(`${username}:${password}`) : undefined;
  });
  return (visit) => {
    const value = visit.field('authorization');
    if (value === undefined) return unauthorized('Basic', realm, 'Missing authorization in request');
    const [, encoded] = /^Basic\s+([A-Za-z0-9+/]+=*)\s*$/i.exec(value) ?? [];
    const credential = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('latin1');
    const parts = credential.split(':');
    if (parts.length < 2) return unauthorized('Basic', realm, 'Invalid authorization in request');
    // A password with a colon matches nobody there, so it does not here.
    const consumer = parts.length === 2 ? directory.find(credential) : undefined;
    if (consumer === undefined) return unauthorized('Basic', realm, 'Invalid user authorization');
    if (hides === true) visit.claim('Authorization', undefined);
    return known(visit, consumer, isOpen);
  };
}
