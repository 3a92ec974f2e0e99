import { refused, Refused, type Answer } from './http.ts';
import { idText, problemOf, REFERENCES, type Kind, type Value } from './kinds.ts';
import { isTable } from './lua-schema.ts';
import { encrypted, PLUGINS, STREAM_PLUGINS } from './plugins.ts';
import { StoreDown, type Store, type Stored } from './store.ts';

/** What the Admin API does to the objects of one kind; everything else rejects with `Refused` or `StoreDown`. */
export interface Objects {
  get(kind: Kind, folder: string, id: string): Promise<Stored>;
  list(kind: Kind, folder: string): Promise<Stored[]>;
  create(kind: Kind, folder: string, id: string | undefined, value: Value): Promise<Answer>;
  put(kind: Kind, folder: string, id: string | undefined, value: Value): Promise<Answer>;
  patch(kind: Kind, folder: string, id: string | undefined, sub: readonly string[], change: unknown): Promise<object>;
  delete(kind: Kind, folder: string, id: string | undefined, force: boolean): Promise<object>;
}

const notFound = (): Refused => new Refused({ status: 404, body: { message: 'Key not found' } });

/** @param now seconds since the epoch */
export function createObjects(store: Store, now: () => number): Objects {
  const existing = async (folder: string, id: string): Promise<Stored> => {
    const found = await store.get(`${folder}/${id}`);
    if (!found) throw notFound();
    return found;
  };

  /** Checks a value and writes it. */
  const write = async (kind: Kind, folder: string, id: string, value: Value, former: Stored | undefined) => {
    const times = kind.timed === false ? {} : { create_time: former?.value.create_time ?? now(), update_time: now() };
    const whole = { ...value, ...(kind.id ? { [kind.id]: id } : { id }), ...times };
    const { key } = await store.put(`${folder}/${id}`, whole);
    return { key, value: kind.plural === 'ssls' || folder.startsWith('/apisix/consumers') ? veiled(whole) : whole };
  };

  /** Throws when the value is not good, or what it refers to is not there. */
  const checkValue = async (kind: Kind, folder: string, id: string | undefined, value: Value): Promise<void> => {
    const named = id === undefined ? value : { ...value, ...(kind.id ? {} : { id }) };
    const problem = problemOf(kind, named) ?? contentProblem(kind, id, value);
    if (problem !== undefined) throw refused(400, problem);
    for (const { field, to, called } of REFERENCES) {
      const target = value[field];
      if (target === undefined || kind.plural === to) continue;
      const words = `failed to fetch ${called} info by ${called} id [${idText(target)}]`;
      const found = await store.get(`/apisix/${to}/${idText(target)}`).catch((error: unknown) => {
        throw error instanceof StoreDown ? refused(400, `${words}: ${error.message}`) : error;
      });
      if (!found) throw refused(400, `${words}, response code: 404`);
    }
    await checkNeighbours(store, kind, folder, id, value);
  };

  return {
    async get(kind, folder, id) {
      return shown(kind, await existing(folder, id));
    },
    async list(kind, folder) {
      return (await store.list(folder)).map((stored) => shown(kind, stored));
    },
    async create(kind, folder, id, value) {
      if (id !== undefined || value.id !== undefined) throw refused(400, `wrong ${kind.name} id, do not need it`);
      checkTimes(value);
      await checkValue(kind, folder, undefined, value);
      const created = String(store.nextIndex - 1).padStart(20, '0');
      return { status: 201, body: await write(kind, folder, created, value, undefined) };
    },
    async put(kind, folder, asked, value) {
      const id = idOf(kind, asked, value);
      checkTimes(value);
      await checkValue(kind, folder, id, value);
      const former = await store.get(`${folder}/${id}`);
      return { status: former ? 200 : 201, body: await write(kind, folder, id, value, former) };
    },
    async patch(kind, folder, id, sub, change) {
      if (id === undefined) throw refused(400, `missing ${kind.name} id`);
      const former = await existing(folder, id);
      const { create_time: _, update_time: __, ...value } = former.value;
      const patched = sub.length > 0 ? replaced(value, sub, change) : merged(value, change);
      if (!isTable(patched)) throw refused(400, 'invalid configuration');
      await checkValue(kind, folder, id, patched);
      return write(kind, folder, id, patched, former);
    },
    async delete(kind, folder, id, force) {
      if (id === undefined) throw refused(400, `missing ${kind.name} id`);
      if (!force) await checkUnused(store, kind, id);
      const key = `${folder}/${id}`;
      if (!(await store.delete(key))) throw notFound();
      return { deleted: '1', key };
    },
  };
}

function idOf(kind: Kind, asked: string | undefined, value: Value): string {
  const inside = value[kind.id ?? 'id'];
  const id = asked ?? (typeof inside === 'string' || typeof inside === 'number' ? idText(inside) : undefined);
  if (id === undefined) throw refused(400, kind.id ? `missing ${kind.id}` : `missing ${kind.name} id`);
  if (inside !== undefined && idText(inside) !== id)
    throw refused(400, kind.id ? `wrong ${kind.id}` : `wrong ${kind.name} id`);
  return id;
}

function checkTimes(value: Value): void {
  const time = ['create_time', 'update_time'].find((name) => name in value);
  if (time !== undefined) throw refused(400, `the property is forbidden:  ${time}`);
}

function contentProblem({ plural }: Kind, id: string | undefined, { cert, content }: Value): string | undefined {
  if (plural === 'plugin_metadata' && !PLUGINS.includes(id ?? '') && !STREAM_PLUGINS.includes(id ?? ''))
    return 'invalid plugin name';
  if (plural === 'ssls' && typeof cert === 'string' && !cert.startsWith('-----BEGIN'))
    return 'failed to parse cert: PEM_read_bio_X509_AUX() failed';
  if (plural === 'protos' && !/\b(syntax|message|service|package)\b/.test(String(content)))
    return `invalid content: unknown keyword '${String(content)}'`;
  return undefined;
}

/** What may be in one object only. */
async function checkNeighbours(
  store: Store,
  kind: Kind,
  folder: string,
  id: string | undefined,
  value: Value,
): Promise<void> {
  const plugins = isTable(value.plugins) ? value.plugins : {};
  if (kind.plural === 'credentials') {
    const consumer = folder.replace(/\/credentials$/, '');
    if (!(await store.get(consumer))) throw refused(404, 'consumer not found');
  }
  if (kind.plural === 'global_rules')
    for (const { value: other } of await store.list(folder))
      for (const name of Object.keys(plugins))
        if (other.id !== id && name in (other.plugins as object))
          throw refused(400, `plugin '${name}' already exists in global rule with id '${idText(other.id)}'`);
  if (kind.plural === 'consumers' && isTable(plugins['key-auth']))
    for (const { value: other } of await store.list(folder))
      if (other.username !== id && keyOf(other) === keyOf(value))
        throw refused(400, `duplicate key of plugin key-auth found with consumer: ${idText(other.username)}`);
}

function keyOf({ plugins }: Value): unknown {
  const auth = isTable(plugins) ? plugins['key-auth'] : undefined;
  return isTable(auth) ? auth.key : undefined;
}

async function checkUnused(store: Store, { plural }: Kind, id: string): Promise<void> {
  for (const { field, to, called, from } of REFERENCES) {
    if (to !== plural) continue;
    for (const other of from)
      for (const { value } of await store.list(`/apisix/${other}`)) {
        if (idText(value[field]) !== id) continue;
        const user = `${other.replace(/s$/, '').replace('_', ' ')} [${idText(value.id ?? value.username)}]`;
        const directly = plural === 'services' ? ' directly' : '';
        throw refused(400, `can not delete this ${called}${directly}, ${user} is still using it now`);
      }
  }
}

/** The key of a certificate is shown to nobody. */
function shown({ plural }: Kind, stored: Stored): Stored {
  if (plural !== 'ssls') return stored;
  const { key: _, ...value } = stored.value;
  return { ...stored, value };
}

/** As an answer to a write shows it: with its secrets as they are stored. */
function veiled(value: Value): Value {
  const { key, plugins } = value;
  const auth = isTable(plugins) ? plugins['key-auth'] : undefined;
  return {
    ...value,
    ...(typeof key === 'string' ? { key: encrypted(key) } : {}),
    ...(isTable(plugins) && isTable(auth) && typeof auth.key === 'string'
      ? { plugins: { ...plugins, 'key-auth': { ...auth, key: encrypted(auth.key) } } }
      : {}),
  };
}

/** A JSON merge patch (RFC 7386). */
function merged(value: unknown, change: unknown): unknown {
  if (!isTable(change)) return change;
  const former = isTable(value) ? value : {};
  const changed = Object.entries(change).map(([name, each]) => [name, merged(former[name], each)] as const);
  return Object.fromEntries([...Object.entries(former), ...changed].filter(([name]) => change[name] !== null));
}

/** With what lies at a path replaced. */
function replaced(value: unknown, [name = '', ...rest]: readonly string[], change: unknown): unknown {
  const inside = isTable(value) ? value : {};
  return { ...inside, [name]: rest.length > 0 ? replaced(inside[name], rest, change) : change };
}
