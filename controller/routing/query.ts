/** Queries as APISIX reads and writes them, one character a byte. */

/** Decodes one part of a query as forms do: `+` is a space; a bad escape stays as it is. */
export function decodeQueryPart(part: string): string {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
  if (!spaced.includes('%')) return spaced;
  return spaced.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Everything but what RFC 3986 leaves unreserved (nginx's NGX_ESCAPE_URI_COMPONENT). */
const RESERVED = /[^A-Za-z0-9._~-]/g;

export const encodeQueryPart = (part: string): string =>
  part.replace(RESERVED, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** Names and values as they were sent; a value is undefined where there is no `=`. */
export const queryPairs = (query: string): [name: string, value: string | undefined][] =>
  query === ''
    ? []
    : query.split('&').map((pair) => {
        const equals = pair.indexOf('=');
        return equals < 0 ? [pair, undefined] : [pair.slice(0, equals), pair.slice(equals + 1)];
      });
