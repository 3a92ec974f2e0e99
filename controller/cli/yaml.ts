// Loaded on demand. The package is CommonJS: its names can be imported from a bundle, but not destructured from `import()`.
import { stringify } from 'yaml';

/** A value as YAML. */
export const toYaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
