import type { Answer } from './http.ts';
import type { Stored } from './store.ts';

const PAGE_SIZES = { least: 10, most: 500 } as const;

/** The objects that a listing asks for: by name, label, address and reference, and a page of them. */
export function selected(all: readonly Stored[], query: URLSearchParams): Answer {
  const found = all.filter(({ value }) => {
    const addresses = [value.uri, ...(Array.isArray(value.uris) ? (value.uris as unknown[]) : [])];
    return (
      matches(query.get('name'), [value.name]) &&
      matches(query.get('uri'), addresses) &&
      hasLabel(value.labels, query.get('label')) &&
      refersTo(value, query.get('filter'))
    );
  });
  const [number, size] = [numberIn(query, 'page'), numberIn(query, 'page_size')];
  const total = found.length;
  // One of the two alone pages nothing.
  if (!query.has('page_size') || number === undefined || size === undefined)
    return { status: 200, body: { total, list: found } };
  if (size < PAGE_SIZES.least || size > PAGE_SIZES.most)
    return { status: 400, body: `page_size must be between ${PAGE_SIZES.least} and ${PAGE_SIZES.most}` };
  const from = (Math.max(1, number) - 1) * size;
  // Pages are in the order of creation, whole listings in that of the keys.
  const list = [...found].sort((a, b) => a.createdIndex - b.createdIndex).slice(from, from + size);
  return { status: 200, body: { total, list: list.length > 0 ? list : {} } };
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const value = Number(query.get(name) ?? NaN);
  return Number.isNaN(value) ? undefined : value;
}

function matches(pattern: string | null, texts: readonly unknown[]): boolean {
  if (pattern === null) return true;
  try {
    const expression = new RegExp(pattern);
    return texts.some((text) => typeof text === 'string' && expression.test(text));
  } catch {
    return false;
  }
}

const hasLabel = (labels: unknown, name: string | null): boolean =>
  name === null || (typeof labels === 'object' && labels !== null && name in labels);

/** `service_id=x` or `upstream_id=x`, itself encoded as a query; anything else asks for nothing. */
function refersTo(value: Stored['value'], filter: string | null): boolean {
  const wanted = new URLSearchParams(filter ?? '');
  return ['service_id', 'upstream_id'].every((name) => !wanted.has(name) || value[name] === wanted.get(name));
}
