import { parseDocument } from 'yaml';

type Sections = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const HEADER =
  '# Written by qbtc. What others add below stays, as long as it is in this form or in plain YAML; comments do not.';
/** Without it at its end APISIX does not read the file. */
const END = '#END';
/** Characters of a file that others wrote; the parser takes a second for each megabyte. */
const FOREIGN = 2_000_000;

/** The text of an apisix.yaml: an object a line, in JSON, which is YAML too and quickly read. */
export function renderConfiguration(sections: Sections): string {
  const lines = Object.entries(sections).flatMap(([name, list]) =>
    list.length === 0 ? [`${name}: []`] : [`${name}:`, ...list.map((value) => `- ${JSON.stringify(value)}`)],
  );
  return `${[HEADER, ...lines, END].join('\n')}\n`;
}

/** Reads an apisix.yaml. Throws when it is not complete, or no configuration. */
export function parseConfiguration(text: string): Sections {
  if (!/(?:^|\n)#END\s*$/.test(text))
    throw new Error(`it does not end with ${END}: somebody is writing it, or APISIX ignores it`);
  return parseRendered(text) ?? parseYaml(text);
}

/** Undefined for a text of another form. */
function parseRendered(text: string): Sections | undefined {
  const lines = text.split('\n');
  if (lines[0] !== HEADER) return undefined;
  const sections: Record<string, Record<string, unknown>[]> = {};
  let current: Record<string, unknown>[] | undefined;
  for (const line of lines.slice(1)) {
    const [, name, empty] = /^([a-z_]+):( \[\])?$/.exec(line) ?? [];
    if (name !== undefined) {
      const list = (sections[name] ??= []);
      current = empty === undefined ? list : undefined;
    } else if (line.startsWith('- {') && current) {
      try {
        current.push(JSON.parse(line.slice(2)) as Record<string, unknown>);
      } catch {
        return undefined;
      }
    } else if (line !== '' && line !== END) return undefined;
  }
  return sections;
}

function parseYaml(text: string): Sections {
  if (text.length > FOREIGN) throw new Error(`it has over ${FOREIGN / 1_000_000} MB that others wrote`);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Error(error.message.split('\n', 1)[0] ?? 'it is no YAML');
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no mapping of lists');
  for (const [name, list] of Object.entries(value))
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'object' && item !== null))
      throw new Error(`${name} is no list of objects`);
  return value as Sections;
}
