import { page, refused, Refused, refusal, type Answer, type Asked } from './http.ts';
import { kindOf, type Kind } from './kinds.ts';
import { catalog } from './catalog.ts';
import { createObjects, type Objects } from './objects.ts';
import { isTable } from './lua-schema.ts';
import { selected } from './listing.ts';
import { StoreDown, type Store } from './store.ts';

export interface Keys {
  readonly admin: string;
  /** May look, and change nothing. */
  readonly viewer: string;
}

export const LARGEST_BODY = 1_572_864;
const ROOT = '/apisix/admin';

/** The Admin API of an APISIX with a configuration store (https://apisix.apache.org/docs/apisix/admin-api/), as its answers were recorded. */
export function createAdmin(store: Store, keys: Keys, now: () => number): (asked: Asked) => Promise<Answer> {
  const objects = createObjects(store, now);
  return async (asked) => {
    const { method, path } = asked;
    if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return page(404);
    if (method === 'OPTIONS') return { status: 200, body: '' };
    if (method === 'HEAD' && path === ROOT) return { status: 200, body: '' };
    const denied = denial(asked, keys);
    if (denied !== undefined) return refusal(401, 'failed to check token', { description: denied });
    try {
      return await answer(objects, asked, path.slice(ROOT.length + 1).split('/'));
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      if (error instanceof StoreDown) return refusal(503, error.message);
      throw error;
    }
  };
}

/** Why the key of a request is not enough; undefined when it is. */
export function denial({ method, headers, query }: Asked, { admin, viewer }: Keys): string | undefined {
  const key = headers['x-api-key'] ?? query.get('api_key') ?? undefined;
  if (key === undefined) return 'missing apikey';
  if (key === admin) return undefined;
  if (key !== viewer) return 'wrong apikey';
  return method === 'GET' ? undefined : 'invalid method for role viewer';
}

/** @param words the path, by segments */
async function answer(objects: Objects, asked: Asked, words: readonly string[]): Promise<Answer> {
  const known = catalog(asked, words);
  if (known) return known;
  const { kind, folder, id, sub } = placeOf(words);
  const { method, query } = asked;
  if (kind.unsupported?.includes(method)) return refusal(405, `not supported \`${method}\` method for ${kind.name}`);
  switch (method) {
    case 'GET':
      if (id !== undefined) return { status: 200, body: await objects.get(kind, folder, id) };
      return selected(await objects.list(kind, folder), query);
    case 'DELETE':
      return { status: 200, body: await objects.delete(kind, folder, id, query.get('force') === 'true') };
    case 'PUT':
    case 'POST':
    case 'PATCH': {
      if (query.has('ttl') && !(Number(query.get('ttl')) > 0))
        throw refused(400, 'invalid argument ttl: should be a number');
      const value = parsed(asked.body);
      if (method === 'PATCH') return { status: 200, body: await objects.patch(kind, folder, id, sub, value) };
      // In Lua an empty array is an empty object.
      const configuration = isTable(value) ? value : JSON.stringify(value) === '[]' ? {} : undefined;
      if (configuration === undefined) return page(500);
      if (method === 'POST') return await objects.create(kind, folder, id, configuration);
      return await objects.put(kind, folder, id, configuration);
    }
    default:
      return page(404);
  }
}

interface Place {
  readonly kind: Kind;
  /** In the store. */
  readonly folder: string;
  readonly id: string | undefined;
  /** What a PATCH is about within the object. */
  readonly sub: readonly string[];
}

function placeOf([plural = '', ...rest]: readonly string[]): Place {
  const [first, second, third] = rest;
  const isNested = plural === 'consumers' && second === 'credentials';
  const kind = kindOf(isNested ? 'credentials' : plural);
  if (!kind) throw refused(404, `Unsupported resource type: ${plural}`);
  const folder = `/apisix/${plural}`;
  if (isNested) return { kind, folder: `${folder}/${first}/credentials`, id: third, sub: [] };
  const id = plural === 'secrets' && second !== undefined ? `${first}/${second}` : first;
  return { kind, folder, id: id === '' ? undefined : id, sub: plural === 'secrets' ? [] : rest.slice(1) };
}

function parsed(body: string): unknown {
  const size = Buffer.byteLength(body);
  if (size > LARGEST_BODY)
    throw refused(
      400,
      `invalid request body: request size ${size} is greater than the maximum size ${LARGEST_BODY} allowed`,
    );
  if (body === '') throw refused(400, 'missing configurations');
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw refused(400, `invalid request body: ${String(error)}`, { req_body: body });
  }
}
