import type { SimulatedContainer } from './simulated-container.ts';

export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/** A command that is run in a container: `test -e`, `touch` and `rm` on its files, `true`, `false`; every other one does not exist. */
export function runCommand(container: SimulatedContainer, argv: readonly string[]): CommandResult {
  const [word, ...rest] = argv[0]?.endsWith('sh') === true && argv[1] === '-c' ? (argv[2] ?? '').split(' ') : argv;
  const path = rest.at(-1) ?? '';
  const ok = { code: 0, output: '' };
  switch (word) {
    case 'true':
      return ok;
    case 'false':
      return { code: 1, output: '' };
    case 'touch':
      container.files.add(path);
      return ok;
    case 'rm':
      container.files.delete(path);
      return ok;
    case 'test':
      return { code: container.files.has(path) || path === '/bin/sh' ? 0 : 1, output: '' };
    default:
      return {
        code: 126,
        output: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${word ?? ''}": executable file not found in $PATH: unknown`,
      };
  }
}
