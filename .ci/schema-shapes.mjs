import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transform } from 'esbuild';

const checked = [
  ...['type', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'required'],
];

/** The integer formats of OpenAPI as bounds; beyond a double's exact integers the API server and we would differ. */
const integers = {
  int32: { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  int64: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
};

/**
 * The closed copy of a structural schema: a key that it does not name is an error. Parts that occur more than once
 * (the same object, from a YAML alias) become definitions, which keeps the compiled code small.
 */
export function closedSchema(schema) {
  const uses = new Map();
  const count = (node) => {
    if (typeof node !== 'object' || node === null) return;
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (uses.get(node) === 1) Object.values(node).forEach(count);
  };
  count(schema);

  const names = new Map();
  const definitions = {};
  const close = (node) => {
    if (uses.get(node) === 1 || node.type !== 'object') return closeNode(node);
    if (!names.has(node)) {
      names.set(node, `part${names.size}`);
      definitions[names.get(node)] = closeNode(node);
    }
    return { $ref: `#/$defs/${names.get(node)}` };
  };
  const closeNode = (node) => {
    const result = Object.fromEntries(checked.filter((key) => key in node).map((key) => [key, node[key]]));
    if (node.format in integers) Object.assign(result, { ...integers[node.format], ...result });
    if (node.items) result.items = close(node.items);
    if (node.additionalProperties) result.additionalProperties = close(node.additionalProperties);
    if (!node.properties) return result;
    result.properties = Object.fromEntries(Object.entries(node.properties).map(([key, value]) => [key, close(value)]));
    if (!node['x-kubernetes-preserve-unknown-fields']) result.additionalProperties = false;
    return result;
  };
  const closed = close(schema);
  return { ...closed, $defs: definitions };
}

/** The validator of a schema as an ECMAScript module: compiling it at every start would cost more than all the rest. */
export async function validatorCode(schema) {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    messages: false,
    code: { source: true, esm: true },
  });
  const code = standaloneCode(ajv, ajv.compile(schema));
  // ajv writes its run time's imports as require() even for a module.
  const module = code
    .replace(
      /const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;?/g,
      "import $1Module from '$2.js';const $1 = $1Module.default;",
    )
    .replace('export default validate10;', '');
  if (module.includes('require(')) throw new Error('the validator needs a module that is not known here');
  const { code: small } = await transform(module, { format: 'esm', minify: true, target: 'node20', lineLimit: 118 });
  return small;
}
