import { parseHeaderLines } from '../../routing/header-lines.ts';
import { isRecord } from '../../api/records.ts';

type Value = Readonly<Record<string, unknown>>;

/** The plugins of a route, as fields where there is one for the very same, else as they are. */
export function pluginFields(plugins: Value): Value {
  const fields: Record<string, unknown> = {};
  const kept: Record<string, unknown> = {};
  for (const [name, plugin] of Object.entries(plugins)) {
    const said = Object.hasOwn(FIELDS, name) ? FIELDS[name]?.(plugin) : undefined;
    if (said) Object.assign(fields, said);
    else kept[name] = plugin;
  }
  return { ...fields, ...(Object.keys(kept).length > 0 ? { plugins: kept } : {}) };
}

/** What says the same as a plugin, by its name. */
const FIELDS: Readonly<Record<string, (plugin: unknown) => Value | undefined>> = {
  'proxy-rewrite': rewriteFields,
  'response-rewrite': answerFields,
  'client-control': boundFields,
  redirect: redirectField,
};

/** Undefined for what the fields cannot say. */
function rewriteFields(plugin: unknown): Value | undefined {
  if (!isRecord(plugin)) return undefined;
  const { regex_uri: pair, uri, host, headers = {}, ...rest } = plugin;
  const regex = uri === undefined ? pair : constantPath(uri);
  const changes = headerChanges(headers);
  const isPair = (uri === undefined && pair === undefined) || (Array.isArray(regex) && regex.length === 2);
  if (Object.keys(rest).length > 0 || !changes || !isPair) return undefined;
  const rewrite = { ...(regex === undefined ? {} : { regex }), ...(host === undefined ? {} : { host }) };
  return {
    ...(Object.keys(rewrite).length > 0 ? { rewrite } : {}),
    ...(Object.keys(changes).length > 0 ? { requestHeaders: changes } : {}),
  };
}

/** One path for all, unless it has variables of nginx. */
const constantPath = (uri: unknown): unknown =>
  typeof uri === 'string' && /^\/[^$?]*$/.test(uri) ? ['^.*$', uri] : undefined;

function answerFields(plugin: unknown): Value | undefined {
  if (!isRecord(plugin)) return undefined;
  const { headers = {}, ...rest } = plugin;
  const changes = headerChanges(headers);
  if (Object.keys(rest).length > 0 || !changes) return undefined;
  return Object.keys(changes).length > 0 ? { responseHeaders: changes } : {};
}

const STATUSES = new Set([301, 302, 303, 307, 308]);

function redirectField(plugin: unknown): Value | undefined {
  if (!isRecord(plugin)) return undefined;
  const { http_to_https: https, uri, ret_code: status = 302, ...rest } = plugin;
  if (Object.keys(rest).length > 0) return undefined;
  if (https === true && uri === undefined) return { redirect: { httpsRedirect: true } };
  const isPlain = typeof uri === 'string' && typeof status === 'number' && STATUSES.has(status);
  return isPlain ? { redirect: { status, location: uri } } : undefined;
}

function boundFields(plugin: unknown): Value | undefined {
  if (!isRecord(plugin)) return undefined;
  const { max_body_size: maxBodyBytes, ...rest } = plugin;
  return typeof maxBodyBytes === 'number' && Object.keys(rest).length === 0 ? { maxBodyBytes } : undefined;
}

/** `{set, add, remove}`, or a mapping that sets; undefined for values that are none. */
function headerChanges(headers: unknown): Value | undefined {
  if (!isRecord(headers)) return undefined;
  const isStructured = ['set', 'add', 'remove'].some((name) => name in headers);
  const { set = {}, add = {}, remove = [] } = isStructured ? headers : { set: headers };
  const added = Array.isArray(add) ? fromLines(add as unknown[]) : add;
  if (!isRecord(set) || !isRecord(added) || !Array.isArray(remove)) return undefined;
  const texts = (fields: Value): Value =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  return {
    ...(Object.keys(set).length > 0 ? { set: texts(set) } : {}),
    ...(Object.keys(added).length > 0 ? { add: texts(added) } : {}),
    ...(remove.length > 0 ? { remove } : {}),
  };
}

/** `["Name: value"]`; several lines of one name are none of ours. */
function fromLines(lines: readonly unknown[]): Value | undefined {
  const fields = parseHeaderLines(lines);
  const names = new Set(fields?.map(([name]) => name.toLowerCase()));
  return fields && names.size === lines.length ? Object.fromEntries(fields) : undefined;
}
