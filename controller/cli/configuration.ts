import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { errnoOf, QbtcError } from '../api/errors.ts';
import type { OperatorConfiguration } from '../spec/powers.ts';

/** $QBTC_CONFIG (which `--config` sets), else $XDG_CONFIG_HOME/qbtc/config.yaml, else ~/.config/qbtc/config.yaml. */
function configurationFile(env: NodeJS.ProcessEnv): string {
  if (env.QBTC_CONFIG) return resolve(env.QBTC_CONFIG);
  const xdg = env.XDG_CONFIG_HOME;
  // A relative one is to be ignored (https://specifications.freedesktop.org/basedir-spec/latest/).
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.config'), 'qbtc', 'config.yaml');
}

/**
 * Reads the operator's configuration; one that was not named may be missing.
 *
 * @throws QbtcError `FileUnreadable`, or `Invalid` with every fault in it
 */
export async function readConfiguration(env: NodeJS.ProcessEnv = process.env): Promise<OperatorConfiguration> {
  const file = configurationFile(env);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (!env.QBTC_CONFIG && (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')) return undefined;
    const reason = errnoOf(error) === 'ENOENT' ? 'there is no such file' : `cannot be read (${errnoOf(error) ?? ''})`;
    throw new QbtcError(`the configuration ${file}: ${reason}`, {
      code: 'FileUnreadable',
      mend: 'Name it with --config or QBTC_CONFIG; without both it may be missing.',
      cause: error,
    });
  });
  if (text === undefined) return { file, configuration: { allow: [], dockerHosts: [] } };
  const { formatDiagnostic } = await import('../spec/diagnostic.ts');
  const { loadConfiguration } = await import('../spec/configuration.ts');
  const { configuration, errors } = loadConfiguration(file, text, (name) => env[name]);
  if (errors.length === 0) return { file, configuration };
  throw new QbtcError(['the configuration is not valid', ...errors.map(formatDiagnostic)].join('\n'), {
    code: 'Invalid',
    mend: 'See docs/configuration.md.',
  });
}
