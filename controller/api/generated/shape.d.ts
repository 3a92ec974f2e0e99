// Made from crds/qbtcstacks.yaml by `npm run generate`; not to be edited.
import type { ShapeValidator } from '../schema.ts';

/** Checks a QbtcStack as a file holds it, before defaults are filled in. */
export declare const validate: ShapeValidator;
