import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { secretKey } from '../api/accepted.ts';
import { errnoOf, messageOf, QbtcError } from '../api/errors.ts';
import type { QbtcStack, ValueFrom } from '../api/generated/resource.ts';
import { parseEnvFile } from '../spec/env-file.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { formatDiagnostic, loadStacks, type Loaded, type PlacedSource } from '../spec/load.ts';
import type { OperatorConfiguration } from '../spec/powers.ts';
import { secretSources } from '../spec/secret-sources.ts';
import { readConfiguration } from './configuration.ts';
import { warn } from './report.ts';

export interface FileOptions {
  readonly file?: readonly string[];
  readonly envFile?: readonly string[];
}

/** A stack that is fit to be handed over, with the values of what its `valueFrom` names. */
export interface Handover {
  readonly stack: QbtcStack;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Reads and checks stack files.
 *
 * @param operator who decides what the stacks may do to this host; undefined when they are not to be run
 */
async function load(options: FileOptions, operator: OperatorConfiguration | undefined): Promise<Loaded> {
  if (!options.file) throw new QbtcError('which stack file?', { code: 'Invalid', mend: 'Name it with -f FILE.' });
  const { readStackFiles } = await import('../wire.ts');
  const files = await readStackFiles(options.file);
  const variables = await variablesOf(options);
  return loadStacks({ files, variables, platform: process.platform, ...(operator && { operator }) });
}

/** Everything that is wrong with stack files. Values that are missing here may be there where the stack is handed over: they are warnings. */
export async function loadReport(
  options: FileOptions,
  operator: OperatorConfiguration,
): Promise<Pick<Loaded, 'stacks' | 'errors' | 'warnings'>> {
  const { stacks, errors, warnings, sources } = await load(options, operator);
  const { missing } = await readSecrets(sources);
  return { stacks, errors, warnings: [...warnings, ...missing] };
}

export interface InputOptions extends FileOptions {
  /** For stacks that are not to be run: they need neither secrets nor the operator's leave. */
  readonly withoutSecrets?: boolean;
  /** A configuration that was read already. */
  readonly operator?: OperatorConfiguration;
}

/** The stacks of the given files, ready to be handed over; undefined after printing everything that is wrong with them. */
export async function loadInputs(options: InputOptions): Promise<Handover[] | undefined> {
  const operator = options.withoutSecrets ? undefined : (options.operator ?? (await readConfiguration()));
  const { stacks, errors, warnings, sources } = await load(options, operator);
  const { values, missing } = options.withoutSecrets ? NOTHING_READ : await readSecrets(sources);
  for (const warning of warnings) warn(formatDiagnostic(warning));
  const faults = [...errors, ...missing];
  for (const fault of faults) process.stderr.write(`${formatDiagnostic(fault)}\n`);
  if (faults.length > 0) return undefined;
  return stacks.map((stack) => {
    const keys = secretSources(stack).map(({ from }) => secretKey(from));
    return { stack, secrets: Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))) };
  });
}

/** Variables for `${VAR}`: this shell's, then those of the env files (a later file wins), as Compose has it; `.env` when none is named. */
async function variablesOf({ file = [], envFile }: FileOptions): Promise<Record<string, string>> {
  const first = file[0];
  const paths = envFile ?? (first === undefined || first === '-' ? [] : [join(await folderOf(first), '.env')]);
  const shell = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const variables: Record<string, string> = {};
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (!envFile && (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')) return undefined;
      throw new QbtcError(`${path}: cannot be read (${errnoOf(error) ?? String(error)})`, {
        code: 'FileUnreadable',
        cause: error,
      });
    });
    if (text === undefined) continue;
    const { values, errors } = parseEnvFile(path, text, (name) => shell[name] ?? variables[name]);
    if (errors.length > 0) throw new QbtcError(errors.map(formatDiagnostic).join('\n'), { code: 'Invalid' });
    Object.assign(variables, values);
  }
  return { ...variables, ...shell };
}

async function folderOf(path: string): Promise<string> {
  const { stat } = await import('node:fs/promises');
  return (await stat(path).catch(() => undefined))?.isDirectory() ? path : dirname(path);
}

interface ReadSecrets {
  /** By their secret keys. */
  readonly values: Readonly<Record<string, string>>;
  readonly missing: readonly Diagnostic[];
}

const NOTHING_READ: ReadSecrets = { values: {}, missing: [] };

/** Reads values from the environment and from files, here and now. */
async function readSecrets(sources: readonly PlacedSource[]): Promise<ReadSecrets> {
  const values: Record<string, string> = {};
  const missing: Diagnostic[] = [];
  for (const { from, place } of sources) {
    try {
      values[secretKey(from)] = await readSecret(from);
    } catch (error) {
      missing.push({ ...place, message: messageOf(error) });
    }
  }
  return { values, missing };
}

/** @throws Error that says what is missing */
async function readSecret({ env, file = '' }: ValueFrom): Promise<string> {
  if (env !== undefined) {
    const value = process.env[env];
    if (value === undefined) throw new Error(`the environment variable ${env} is not set; set it where qbtc is called`);
    return value;
  }
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`the file ${file} cannot be read (${errnoOf(error) ?? String(error)})`, { cause: error });
  }
}
