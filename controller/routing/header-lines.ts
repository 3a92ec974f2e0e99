/** Header lines as APISIX's plugins have them, `Name: value`, as pairs; undefined when one is none. */
export function parseHeaderLines(lines: readonly unknown[]): [name: string, value: string][] | undefined {
  const pairs = lines.map((line) => /^([^:\s]+)\s*:\s*(.*)$/.exec(String(line)));
  if (pairs.some((match) => match === null)) return undefined;
  return pairs.map((match) => [match?.[1] ?? '', match?.[2] ?? '']);
}
