import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { secretKey } from '../api/accepted.ts';
import { QbtcError, errnoOf } from '../api/errors.ts';
import type { QbtcStack, ValueFrom } from '../api/generated/resource.ts';
import { parseEnvFile } from '../spec/env-file.ts';
import { formatDiagnostic, loadStacks, type Loaded } from '../spec/load.ts';
import type { OperatorConfiguration } from '../spec/powers.ts';
import { formatPath } from '../spec/schema.ts';
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
 * Reads and checks stack files; what is wrong comes back as lines for people, all at once.
 *
 * @param operator who decides what the stacks may do to this host; undefined when they are not to be run
 */
export async function loadReport(
  options: FileOptions,
  operator: OperatorConfiguration | undefined,
): Promise<{ result: Loaded; lines: string[] }> {
  if (!options.file) throw new QbtcError('which stack file?', { code: 'Invalid', mend: 'Name it with -f FILE.' });
  const { readStackFiles } = await import('../wire.ts');
  const files = await readStackFiles(options.file);
  const result = loadStacks({
    files,
    variables: await variablesOf(options),
    platform: process.platform,
    ...(operator && { operator }),
  });
  const lines = [
    ...result.errors.map(formatDiagnostic),
    ...result.warnings.map((diagnostic) => `warning: ${formatDiagnostic(diagnostic)}`),
  ];
  return { result, lines };
}

export interface InputOptions extends FileOptions {
  /** For stacks that are not to be run: they need neither secrets nor the operator's leave. */
  readonly withoutSecrets?: boolean;
  /** A configuration that was read already. */
  readonly operator?: OperatorConfiguration;
}

/** The stacks of the given files, ready to be handed over; undefined after printing what is wrong with them. */
export async function loadInputs(options: InputOptions): Promise<Handover[] | undefined> {
  const operator = options.withoutSecrets ? undefined : (options.operator ?? (await readConfiguration()));
  const { result } = await loadReport(options, operator);
  for (const warning of result.warnings) warn(formatDiagnostic(warning));
  if (result.errors.length > 0) {
    for (const error of result.errors) process.stderr.write(`${formatDiagnostic(error)}\n`);
    return undefined;
  }
  return Promise.all(
    result.stacks.map(async (stack) => ({ stack, secrets: options.withoutSecrets ? {} : await readSecrets(stack) })),
  );
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

/**
 * Reads the values of everything that the stack takes from the environment or from files, here and now.
 *
 * @throws QbtcError `SecretMissing` naming every field that has no value
 */
async function readSecrets(stack: QbtcStack): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const { path, from } of secretSources(stack)) {
    const value = await readSecret(from);
    if (value === undefined)
      missing.push(
        `${formatPath(path)}: ${from.env === undefined ? `the file ${from.file ?? ''} cannot be read` : `the environment variable ${from.env} is not set`}`,
      );
    else secrets[secretKey(from)] = value;
  }
  if (missing.length === 0) return secrets;
  throw new QbtcError(missing.join('\n'), {
    code: 'SecretMissing',
    mend: 'Set it where `qbtc` is called; its value is kept in the state directory, readable by you alone.',
  });
}

async function readSecret(from: ValueFrom): Promise<string | undefined> {
  if (from.env !== undefined) return process.env[from.env];
  const text = await readFile(from.file ?? '', 'utf8').catch(() => undefined);
  return text?.replace(/\r?\n$/, '');
}
