import { formatDiagnostic, loadStacks } from '../spec/load.ts';
import { warn } from './report.ts';
import { toYaml } from './yaml.ts';

/**
 * Prints a stack that was made of what exists, and tells on stderr what is wrong with it.
 *
 * @returns the exit code: 1 when something is to be mended by hand
 */
export function printStack(name: string, stack: unknown): number {
  const text = toYaml(stack);
  const { errors } = loadStacks({ files: [{ name: `${name}.yaml`, text, folder: process.cwd() }], variables: {} });
  process.stdout.write(text);
  for (const error of errors) warn(`to be mended by hand: ${formatDiagnostic(error)}`);
  return errors.length > 0 ? 1 : 0;
}
