import { isRecord } from '../api/records.ts';
import { validate } from '../api/generated/configuration-shape.js';
import { type Configuration, configurationSchema } from '../api/generated/configuration.ts';
import { convertDocument } from './convert.ts';
import { withDefaults } from './default.ts';
import { type Diagnostic, positionsIn, type Problem } from './diagnostic.ts';
import { parseDocuments } from './documents.ts';
import { formatPath } from './schema.ts';
import { reshape, shapeProblems } from './shape.ts';
import type { Lookup } from './variables.ts';

export interface LoadedConfiguration {
  /** With its defaults; meaningful only without errors. */
  readonly configuration: Configuration;
  /** Sorted by line and column. */
  readonly errors: readonly Diagnostic[];
}

/** Reads the operator's configuration: YAML like a stack file, with the same `${NAME}`. An empty file is a configuration without wishes. */
export function loadConfiguration(name: string, text: string, lookup: Lookup): LoadedConfiguration {
  const positionOf = positionsIn(text);
  const diagnose = (offset: number, { path, message }: Problem): Diagnostic => {
    return { file: name, ...positionOf(offset), path: formatPath(path), message };
  };
  const parsed = parseDocuments(text);
  const syntax = parsed.problems.map(({ offset, message }) => diagnose(offset, { path: [], message }));
  const [document, second] = parsed.documents;
  if (!document || syntax.length > 0) return { configuration: complete({}), errors: syntax };
  const { value, problems, locate } = convertDocument(document, configurationSchema, lookup);
  const checked = check(value);
  const errors = [
    ...problems.map((problem) => diagnose(problem.offset, problem)),
    ...checked.problems.map((problem) => diagnose(locate(problem.path, problem.at), problem)),
    ...(second ? [diagnose(second.range[0], { path: [], message: 'a configuration is one document' })] : []),
  ];
  const sorted = errors.sort((a, b) => a.line - b.line || a.column - b.column);
  return { configuration: checked.configuration, errors: sorted };
}

const complete = (value: unknown): Configuration => withDefaults(value, configurationSchema) as Configuration;

/** What the controller does not act on yet, so that it is not ignored. */
const LATER = ['tls', 'sources', 'notifications'] as const;

function check(value: unknown): { configuration: Configuration; problems: Problem[] } {
  const written = isRecord(value) ? value : {};
  const supported = Object.fromEntries(
    Object.entries(written).filter(([key]) => !LATER.some((later) => later === key)),
  );
  const shape = shapeProblems(isRecord(value) ? supported : value, { schema: configurationSchema, validate });
  const configuration = complete(shape.length === 0 ? supported : reshape(supported, configurationSchema));
  const later: string[] = LATER.filter((key) => Object.hasOwn(written, key));
  if (['Cluster', 'None'].includes(configuration.frontDoor)) later.push('frontDoor');
  const problems = [
    ...shape,
    ...later.map((key): Problem => ({ path: [key], message: `not supported yet: ${key}`, at: 'key' })),
    ...(shape.length === 0 ? allowanceProblems(configuration) : []),
  ];
  return { configuration, problems };
}

function allowanceProblems({ allow }: Configuration): Problem[] {
  return allow.flatMap(({ source, repositories, powers, roots }, index): Problem[] => {
    const path = ['allow', index];
    const problems: Problem[] = [];
    if (source === 'git' && repositories.length === 0) {
      const message = 'is missing: an entry for git names its repositories; "*" stands for all of them';
      problems.push({ path: [...path, 'repositories'], message });
    }
    if (source !== 'git' && repositories.length > 0) {
      problems.push({
        path: [...path, 'repositories'],
        message: 'only stacks from git come from a repository',
        at: 'key',
      });
    }
    if (roots.length > 0 && !powers.some((power) => power === 'hostPath' || power === 'valueFromFile')) {
      const message = 'confines hostPath and valueFromFile, and powers has neither';
      problems.push({ path: [...path, 'roots'], message, at: 'key' });
    }
    return problems;
  });
}
