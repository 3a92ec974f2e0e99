import { isRecord } from '../api/records.ts';
import type { QbtcStack, ValueFrom } from '../api/generated/resource.ts';
import { withAbsolutePaths } from './absolute.ts';
import { convertDocument } from './convert.ts';
import { type Diagnostic, positionsIn, type Problem } from './diagnostic.ts';
import { parseDocuments } from './documents.ts';
import type { Surroundings } from './environment.ts';
import { API_VERSION, formatPath, KIND, type Path, STACK_SCHEMA } from './schema.ts';
import { type OperatorConfiguration, powerProblems } from './powers.ts';
import { secretSources, type SecretSource } from './secret-sources.ts';
import { didYouMean } from './suggest.ts';
import { validateStack } from './validate.ts';
import type { Lookup } from './variables.ts';

export { formatDiagnostic } from './diagnostic.ts';

/** One file with stacks, as its reader hands it in. */
interface StackFile {
  /** As messages show it. */
  readonly name: string;
  readonly text: string;
  /** Absolute; relative paths in the file begin here. */
  readonly folder: string;
}

export interface LoadOptions extends Partial<Surroundings> {
  readonly files: readonly StackFile[];
  /** What `${NAME}` in the files stands for. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The stacks that are in force, for fields that cannot change. */
  readonly old?: readonly QbtcStack[];
  /** Who decides what stacks of these files may do to this host; absent when nothing is to be done with them here. */
  readonly operator?: OperatorConfiguration;
}

export interface Loaded {
  /** The stacks without errors, with their defaults and absolute paths, in the order of the files. */
  readonly stacks: readonly QbtcStack[];
  /** Sorted by file, line and column. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** What all stacks, also those with errors, take from the environment or from files; the values are not looked at here. */
  readonly sources: readonly PlacedSource[];
}

/** A value that is read where the stack is handed over, and where in its file that is written. */
export interface PlacedSource {
  readonly from: ValueFrom;
  readonly place: Omit<Diagnostic, 'message'>;
}

/**
 * Reads stacks from YAML or JSON texts: parses them, fills variables in, checks everything and fills defaults in. Never throws for
 * what a file holds; every fault is a diagnostic.
 */
export function loadStacks(options: LoadOptions): Loaded {
  const { files, variables, platform = 'linux', cluster = false, old = [], operator } = options;
  const oldByName = new Map(old.map((stack) => [nameOf(stack), stack]));
  const lookup = (name: string): string | undefined => (Object.hasOwn(variables, name) ? variables[name] : undefined);
  const report = new Report();
  const places = new Map<string, string>();
  const stacks: QbtcStack[] = [];
  const sources: PlacedSource[] = [];

  for (const file of files) {
    for (const document of documentsOf(file, lookup, report)) {
      const name = nameOf(document.written);
      const earlier = places.get(name);
      const place = { folder: file.folder, old: oldByName.get(name), operator };
      const stack = check(document, { platform, cluster }, place);
      if (earlier !== undefined) {
        document.error({
          path: ['metadata', 'name'],
          message: `the stack ${name} is there twice; also at ${earlier}`,
        });
      }
      places.set(name, earlier ?? document.placeOf(['metadata', 'name']));
      if (stack && earlier === undefined) stacks.push(stack);
      const { spec } = withAbsolutePaths({ spec: document.written.spec }, file.folder);
      sources.push(...secretSources({ spec }).map((source) => document.placed(source)));
    }
  }
  return { stacks, errors: report.sorted('errors', files), warnings: report.sorted('warnings', files), sources };
}

/** One stack in a file, with its text's own faults already reported. */
interface StackDocument {
  readonly written: Record<string, unknown>;
  /** Paths whose values could not be read from the text. */
  readonly faulty: ReadonlySet<string>;
  error(problem: Problem): void;
  warn(problem: Problem): void;
  /** `file:line:col` */
  placeOf(path: Path): string;
  placed(source: SecretSource): PlacedSource;
}

function documentsOf(file: StackFile, lookup: Lookup, report: Report): StackDocument[] {
  const positionOf = positionsIn(file.text);
  const diagnose = (offset: number, { path, message }: Problem): Diagnostic => {
    return { file: file.name, ...positionOf(offset), path: formatPath(path), message };
  };
  const parsed = parseDocuments(file.text);
  const syntax = parsed.problems.map(({ offset, message }) => diagnose(offset, { path: [], message }));
  report.errors.push(...syntax.filter(({ line }, index) => line !== syntax[index - 1]?.line));
  if (parsed.documents.length === 0 && parsed.problems.length === 0) {
    report.errors.push(diagnose(0, { path: [], message: `the file holds no ${KIND}` }));
  }
  return parsed.documents.flatMap((document): StackDocument[] => {
    if (document.errors.length > 0) return [];
    const { value, problems, warnings, locate } = convertDocument(document, STACK_SCHEMA, lookup);
    const foreign = foreignProblem(value);
    if (foreign) {
      report.errors.push(diagnose(locate(foreign.path), foreign));
      return [];
    }
    report.errors.push(...problems.map((problem) => diagnose(problem.offset, problem)));
    report.warnings.push(...warnings.map((warning) => diagnose(warning.offset, warning)));
    return [
      {
        written: withoutExtensions(value as Record<string, unknown>),
        faulty: new Set(problems.map(({ path }) => formatPath(path))),
        error: (problem) => report.errors.push(diagnose(locate(problem.path, problem.at), problem)),
        warn: (problem) => report.warnings.push(diagnose(locate(problem.path, problem.at), problem)),
        placed: ({ path, from }) => {
          const at = [...path, from.env === undefined ? 'file' : 'env'];
          return { from, place: { file: file.name, ...positionOf(locate(at)), path: formatPath(at) } };
        },
        placeOf: (path) => {
          const { line, column } = positionOf(locate(path));
          return `${file.name}:${line}:${column}`;
        },
      },
    ];
  });
}

/** As in Compose, fields at the top whose names begin with `x-` are the author's own: a place for anchors. */
const withoutExtensions = (written: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(written).filter(([name]) => !name.startsWith('x-')));

/** What tells that a document is something else than a stack; a stack with a slip in one of the two is still a stack. */
function foreignProblem(value: unknown): Problem | undefined {
  if (!isRecord(value)) {
    return { path: [], message: `a document must be a ${KIND}: a mapping with apiVersion, kind, metadata and spec` };
  }
  const { apiVersion, kind } = value;
  if (apiVersion === API_VERSION || kind === KIND) return undefined;
  const written = typeof kind === 'string' ? didYouMean(kind, [KIND]) : '';
  return { path: ['kind'], message: `must be ${KIND} of apiVersion ${API_VERSION}${written}` };
}

interface Place {
  readonly folder: string;
  readonly old: QbtcStack | undefined;
  readonly operator: OperatorConfiguration | undefined;
}

/** Reports what is wrong with a stack; gives it back with its defaults and absolute paths when nothing is. */
function check(
  document: StackDocument,
  surroundings: Surroundings,
  { folder, old, operator }: Place,
): QbtcStack | undefined {
  const { status, ...written } = document.written;
  if (status !== undefined) {
    document.warn({ path: ['status'], message: 'is written by the controller and ignored here', at: 'key' });
  }
  const { stack: validated, errors, warnings } = validateStack(written, surroundings, old);
  const stack = withAbsolutePaths(validated, folder);
  const refused = operator ? powerProblems(stack, operator, { kind: 'local' }) : [];
  const fresh = [...errors, ...refused].filter(({ path }) => !document.faulty.has(formatPath(path)));
  for (const problem of fresh) document.error(problem);
  for (const problem of warnings) document.warn(problem);
  if (fresh.length > 0 || document.faulty.size > 0) return undefined;
  const { name, namespace, labels, annotations } = stack.metadata;
  const metadata = { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) };
  return { ...stack, metadata };
}

/** `namespace/name` of what may be a stack. */
function nameOf(stack: { readonly metadata?: unknown }): string {
  const { name, namespace } = isRecord(stack.metadata) ? stack.metadata : {};
  return [namespace ?? 'default', name].map(String).join('/');
}

/** Diagnostics of one load beyond this number are only counted. */
const MAX_DIAGNOSTICS = 1_000;

class Report {
  readonly errors: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];

  sorted(kind: 'errors' | 'warnings', files: readonly StackFile[]): Diagnostic[] {
    const order = new Map(files.map(({ name }, index) => [name, index]));
    const rank = ({ file }: Diagnostic): number => order.get(file) ?? 0;
    const all = this[kind].sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
    const shown = all.slice(0, MAX_DIAGNOSTICS);
    const last = shown.at(-1);
    const omitted = all.length - shown.length;
    return last && omitted > 0 ? [...shown, { ...last, path: '', message: `and ${omitted} more ${kind}` }] : shown;
  }
}
