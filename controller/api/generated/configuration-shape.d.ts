// Made from controller/spec/configuration.schema.yaml by `npm run generate`; not to be edited.
import type { ShapeValidator } from '../schema.ts';

/** Checks a configuration before defaults are filled in. */
export declare const validate: ShapeValidator;
