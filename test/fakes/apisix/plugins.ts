import { createCipheriv } from 'node:crypto';
import { check, isTable, type Schema } from './lua-schema.ts';
import { recorded, schemaOf } from './recorded.ts';

export const PLUGINS = recorded('plugins/list') as readonly string[];
export const STREAM_PLUGINS = recorded('plugins/list?subsystem=stream') as readonly string[];

/** Those whose schema was recorded; of the others every table is good. */
export const PLUGIN_SCHEMAS: Readonly<Record<string, Schema>> = {
  'limit-count': recorded('plugins/{name}') as Schema,
  'key-auth': schemaOf('plugins/key-auth'),
};

/** What consumers have of a plugin. */
export const CONSUMER_SCHEMAS: Readonly<Record<string, Schema>> = {
  'key-auth': schemaOf('plugins/key-auth?schema_type=consumer'),
};

/** What is wrong with the plugins of an object; undefined when nothing is. */
export function pluginProblem(ofConsumer: boolean, plugins: unknown): string | undefined {
  for (const [name, settings] of Object.entries(isTable(plugins) ? plugins : {})) {
    if (!PLUGINS.includes(name) && !STREAM_PLUGINS.includes(name)) return `unknown plugin [${name}]`;
    if (!isTable(settings)) return `invalid plugin conf ${String(settings)} for plugin [${name}]`;
    const schema = (ofConsumer ? CONSUMER_SCHEMAS[name] : undefined) ?? PLUGIN_SCHEMAS[name];
    const problem = schema && check(schema, settings);
    if (problem !== undefined) return `failed to check the configuration of plugin ${name} err: ${problem}`;
  }
  return undefined;
}

/** The key of apisix.data_encryption.keyring in the configuration that APISIX comes with. */
const KEYRING = 'qeddd145sfvddff3';

/** A secret of a consumer, as the answer to a PUT shows it. */
export function encrypted(text: string): string {
  const cipher = createCipheriv('aes-128-cbc', KEYRING, KEYRING);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}
