/** The field reference of the resource as Markdown: a table for each named part, each followed by the parts within it. */
export function fieldReference(schema, typeNames, apiVersion) {
  const names = new Map();
  const sections = [];

  /** Type of a field; queues the named parts that it mentions first. */
  const typeOf = (node, path, mentioned) => {
    if (node.enum) return node.enum.map((value) => `\`${value}\``).join(' ');
    if (node.type === 'array') return `list of ${typeOf(node.items, `${path}[]`, mentioned)}`;
    if (node.type !== 'object') return node.type;
    const name = names.get(node) ?? typeNames[path];
    if (!name) {
      if (node.additionalProperties) return `map of ${typeOf(node.additionalProperties, `${path}{}`, mentioned)}`;
      return node.properties ? 'object' : 'any object';
    }
    if (!names.has(node)) mentioned.push({ node, path, name });
    names.set(node, name);
    return `[${name}](#${name.toLowerCase()})`;
  };

  const rowsOf = (node, path, prefix, mentioned) =>
    Object.entries(node.properties ?? {}).flatMap(([key, field]) => {
      const isList = field.type === 'array';
      const type = typeOf(field, `${path}.${key}`, mentioned);
      const row = `| \`${prefix}${key}\` | ${type} | ${defaultOf(field, node.required?.includes(key))} | ${meaningOf(field)} |`;
      const inner = isList ? field.items : field;
      if (!inner.properties || names.has(inner)) return [row];
      const suffix = isList ? '[]' : '';
      return [row, ...rowsOf(inner, `${path}.${key}${suffix}`, `${prefix}${key}${suffix}.`, mentioned)];
    });

  const describe = ({ node, path, name }) => {
    const mentioned = [];
    const rows = rowsOf(node, path, '', mentioned);
    const rules = (node['x-kubernetes-validations'] ?? []).map(({ message }) => `- ${message}`);
    const lines = [`## ${name}`, '', node.description ? `\`${path}\`: ${node.description}` : `\`${path}\``, ''];
    if (rows.length > 0) lines.push('| field | type | default | meaning |', '|---|---|---|---|', ...rows);
    if (rules.length > 0) lines.push('', ...rules);
    sections.push(lines.join('\n').trimEnd());
    mentioned.forEach(describe);
  };

  for (const part of ['spec', 'status']) {
    describe({ node: schema.properties[part], path: part, name: typeNames[part] });
  }
  const intro = [
    '# The resource',
    '',
    `A \`QbtcStack\` (\`apiVersion: ${apiVersion}\`) says which services and routes should exist. This page is made from`,
    '`crds/qbtcstacks.yaml` by `npm run generate`. What a stack is checked for is in [validation.md](validation.md).',
  ];
  return `${[intro.join('\n'), ...sections].join('\n\n')}\n`;
}

function defaultOf(field, required) {
  if (!('default' in field)) return required ? 'required' : '';
  const text = JSON.stringify(field.default);
  if (text === '[]') return 'empty';
  return text === '{}' ? 'see there' : `\`${text}\``;
}

function meaningOf({ description, minimum, maximum }) {
  const bounded = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return bounded ? `${description} From ${minimum} to ${maximum}.` : description;
}
