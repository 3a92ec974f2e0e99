import { readConfiguration } from './configuration.ts';
import { loadInputs, loadReport, type FileOptions } from './inputs.ts';
import { emit, print, type OutputOptions } from './report.ts';
import { formatDiagnostic } from '../spec/diagnostic.ts';
import { maskSecrets } from '../spec/secrets.ts';

/** `qbtc validate`: everything that is wrong, at once. Exit code 1 when anything is. */
export async function validate(options: FileOptions & OutputOptions): Promise<number> {
  const { stacks, errors, warnings } = await loadReport(options, await readConfiguration());
  const value = { valid: errors.length === 0, errors, warnings };
  await emit(options.output, value, () => {
    const summary =
      errors.length > 0
        ? `${errors.length} error${errors.length > 1 ? 's' : ''}`
        : `${stacks.length} stack${stacks.length === 1 ? '' : 's'} valid`;
    const lines = [
      ...errors.map(formatDiagnostic),
      ...warnings.map((diagnostic) => `warning: ${formatDiagnostic(diagnostic)}`),
    ];
    return [...lines, summary].join('\n');
  });
  return value.valid ? 0 : 1;
}

/** `qbtc config`: the stacks as they will be read. */
export async function config(options: FileOptions & { output: 'yaml' | 'json' }): Promise<number> {
  const handovers = await loadInputs({ ...options, withoutSecrets: true });
  if (!handovers) return 1;
  const stacks = handovers.map(({ stack }) => stack);
  if (options.output === 'json') {
    const masked = maskSecrets(stacks);
    print(JSON.stringify(masked.length === 1 ? masked[0] : masked, null, 2));
  } else process.stdout.write((await import('../spec/render.ts')).renderStacks(stacks));
  return 0;
}
