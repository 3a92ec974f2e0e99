// Makes controller/api/generated from crds/qbtcstacks.yaml and the schema of the operator's configuration, and docs/resource.md. With --check it changes nothing and fails when the committed
// files differ from what it would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';
import { fieldReference } from './reference.mjs';
import { closedSchema, validatorCode } from './schema-shapes.mjs';
import { configurationTypeNames, typeNames } from './type-names.mjs';

const root = new URL('../', import.meta.url);
const generated = 'controller/api/generated/';
const crdFile = 'crds/qbtcstacks.yaml';
const configurationFile = 'controller/spec/configuration.schema.yaml';
const noticeOf = (source) => `// Made from ${source} by \`npm run generate\`; not to be edited.\n`;
const notice = noticeOf(crdFile);

const read = async (name) => parse(await readFile(new URL(name, root), 'utf8'));
const crd = await read(crdFile);
const configuration = await read(configurationFile);
const [version] = crd.spec.versions;
const schema = version.schema.openAPIV3Schema;

const text = { type: 'string' };
const label = { ...text, minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' };
const strings = { type: 'object', additionalProperties: text };

/** The fields of Kubernetes' ObjectMeta that the controller reads; a CRD leaves them to the API server. */
const objectMeta = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { ...label, description: 'Name of the stack, unique in its namespace.' },
    namespace: { ...label, default: 'default', description: 'Groups stacks; part of their identity.' },
    labels: { ...strings, description: 'Labels.' },
    annotations: { ...strings, description: 'Annotations.' },
    uid: { ...text, description: 'Identity of the object; given when it is accepted.' },
    generation: { type: 'integer', description: 'Rises with every change of the spec.' },
    resourceVersion: { ...text, description: 'Changes with every change of the object.' },
    creationTimestamp: { ...text, description: 'When it was accepted first (RFC 3339).' },
    deletionTimestamp: { ...text, description: 'When its deletion was asked for (RFC 3339).' },
    finalizers: { type: 'array', items: text, description: 'Who must act before it can go.' },
  },
};

/** The schema of a whole object as a file holds it. */
const object = {
  ...schema,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    ...schema.properties,
    apiVersion: { ...schema.properties.apiVersion, enum: [`${crd.spec.group}/${version.name}`] },
    kind: { ...schema.properties.kind, enum: [crd.spec.names.kind] },
    metadata: objectMeta,
  },
};
/** The same, open where files are not checked: the status is the controller's. */
const written = { ...object, properties: { ...object.properties, status: { type: 'object' } } };

/** The schema as json-schema-to-typescript wants it: closed, named parts in `definitions`, fields with defaults required. */
function toJsonSchema(schema, title, typeNames) {
  const definitions = {};
  const names = new Map();
  const visit = (node, path) => {
    const known = names.get(node);
    if (known) return { $ref: `#/definitions/${known}` };
    const name = typeNames[path];
    if (name) names.set(node, name);
    const result = convert(node, path);
    if (!name) return result;
    if (definitions[name]) throw new Error(`${path}: the name ${name} is taken`);
    definitions[name] = { ...result, title: name };
    return { $ref: `#/definitions/${name}` };
  };
  const convert = (node, path) => {
    const result = { type: node.type };
    if (node.description) result.description = node.description;
    if (node.enum) result.enum = node.enum;
    if (node.items) result.items = visit(node.items, `${path}[]`);
    if (node.type !== 'object') return result;
    if (node.additionalProperties) result.additionalProperties = visit(node.additionalProperties, `${path}{}`);
    else result.additionalProperties = node['x-kubernetes-preserve-unknown-fields'] === true;
    if (!node.properties) return result;
    const properties = Object.entries(node.properties);
    const present = properties.filter(([, value]) => 'default' in value).map(([key]) => key);
    result.required = [...new Set([...(node.required ?? []), ...present])];
    result.properties = Object.fromEntries(
      properties.map(([key, value]) => [key, visit(value, path ? `${path}.${key}` : key)]),
    );
    return result;
  };
  const top = convert(schema, '');
  const unused = Object.values(typeNames).filter((name) => !definitions[name]);
  if (unused.length > 0) throw new Error(`no such parts in the schema: ${unused.join(', ')}`);
  return { ...top, title, definitions };
}

const toTypes = (schema, title, typeNames) =>
  compile(toJsonSchema(schema, title, typeNames), title, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });

const declaration = (meaning) =>
  [
    "import type { ShapeValidator } from '../schema.ts';\n",
    `/** ${meaning} */`,
    'export declare const validate: ShapeValidator;\n',
  ].join('\n');

const files = {
  [`${generated}resource.ts`]: notice + (await toTypes(object, crd.spec.names.kind, typeNames)),
  [`${generated}crd.ts`]: [
    notice + "import type { CustomResourceDefinition, Schema } from '../schema.ts';\n",
    `export const crd: CustomResourceDefinition = ${JSON.stringify(crd)};\n`,
    '/** The part of the metadata that a CustomResourceDefinition leaves to the API server. */',
    `export const objectMeta: Schema = ${JSON.stringify(objectMeta)};\n`,
  ].join('\n'),
  [`${generated}shape.js`]: notice + (await validatorCode(closedSchema(written))),
  [`${generated}shape.d.ts`]:
    notice + declaration('Checks a QbtcStack as a file holds it, before defaults are filled in.'),
  [`${generated}configuration.ts`]: [
    noticeOf(configurationFile) + "import type { Schema } from '../schema.ts';\n",
    await toTypes(configuration, 'Configuration', configurationTypeNames),
    `export const configurationSchema: Schema = ${JSON.stringify(configuration)};\n`,
  ].join('\n'),
  [`${generated}configuration-shape.js`]:
    noticeOf(configurationFile) + (await validatorCode(closedSchema(configuration))),
  [`${generated}configuration-shape.d.ts`]:
    noticeOf(configurationFile) + declaration('Checks a configuration before defaults are filled in.'),
  'docs/resource.md': fieldReference(schema, typeNames, `${crd.spec.group}/${version.name}`),
};

const stale = [];
await mkdir(new URL(generated, root), { recursive: true });
for (const [name, content] of Object.entries(files)) {
  const file = new URL(name, root);
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  if (committed === content) continue;
  stale.push(name);
  if (!process.argv.includes('--check')) await writeFile(file, content);
}
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`stale: ${stale.join(', ')}; run: npm run generate`);
  process.exitCode = 1;
}
