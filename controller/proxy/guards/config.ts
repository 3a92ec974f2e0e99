/** What a route says of one plugin. */
export interface Config {
  /** Everything but `_meta`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export type FieldTypes = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'list'>>;

/** Whether every field is known and of its type; what is unknown may change what a plugin does. */
export const isOf = (config: Config, types: FieldTypes): boolean =>
  Object.entries(config.rest).every(([name, value]) => {
    const type = types[name];
    return type === 'list'
      ? Array.isArray(value) && value.every((item) => typeof item === 'string')
      : typeof value === type;
  });
