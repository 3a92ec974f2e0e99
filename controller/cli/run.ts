import { BUILD } from '../build.ts';
import { QbtcError } from '../api/errors.ts';
import { readConfiguration } from './configuration.ts';
import type { FileOptions } from './inputs.ts';
import { lossOf } from './loss.ts';
import { stateDirectory } from './paths.ts';
import { report } from './report.ts';
import { onChange } from './watch-files.ts';

export interface RunOptions extends FileOptions {
  readonly source: 'local' | 'file';
  readonly listen?: string;
  readonly ephemeral?: boolean;
}

/** `qbtc run`: the controller in the foreground, until SIGTERM or SIGINT; what it keeps up goes on running. */
export async function run(options: RunOptions): Promise<number> {
  if (options.source === 'file' && !options.file) {
    throw new QbtcError('--source file needs files', { code: 'Invalid', mend: 'Name them with -f.' });
  }
  if (options.source === 'local' && options.file) {
    throw new QbtcError('-f is for --source file', {
      code: 'Invalid',
      mend: 'Add --source file, or leave -f out and hand the stacks over with `qbtc up -f FILE`.',
    });
  }
  // Before anything is begun that has to be ended in an orderly way.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
  process.on('SIGHUP', () => undefined);

  const operator = await readConfiguration();
  // Whoever starts this one again when it has ended, as systemd does, starts none beside what a lost one has left.
  const loss = options.ephemeral ? undefined : await lossOf(stateDirectory());
  if (loss) throw loss;

  const { serve } = await import('../server/serve.ts');
  const { QBTC_LISTEN } = process.env;
  const listen = options.listen ?? (QBTC_LISTEN === '' ? undefined : QBTC_LISTEN) ?? operator.configuration.listen;
  const service = await serve({
    directory: stateDirectory(),
    ephemeral: options.ephemeral ?? false,
    operator,
    log: (await import('pino')).default({ base: { build: BUILD } }),
    ...(listen === undefined ? {} : { listen }),
  });

  const follow = async (): Promise<void> => {
    try {
      const { loadInputs } = await import('./inputs.ts');
      const handovers = await loadInputs({ ...options, operator });
      for (const { stack, secrets } of handovers ?? []) await service.controller.accept(stack, secrets);
    } catch (error) {
      report(error);
    }
  };
  if (options.ephemeral) onceStarterIsGone(service.endIfUnused);
  if (options.source === 'file') await follow();
  using _watching = options.source === 'file' ? onChange(options.file, () => void follow()) : undefined;

  try {
    await Promise.race([asked, service.ended]);
  } finally {
    await service.close();
  }
  return 0;
}

/** Whoever starts a controller that ends with its last stack holds its standard input for as long as a stack may come from there. */
function onceStarterIsGone(callback: () => void): void {
  process.stdin
    .once('end', callback)
    .once('close', callback)
    .on('error', () => undefined)
    .resume();
  if ('unref' in process.stdin) process.stdin.unref();
}
