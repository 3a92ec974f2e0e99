import { pickStack, requireController } from './connect.ts';
import { stateDirectory } from './paths.ts';
import { overview } from './progress.ts';
import { emit, warn, type OutputOptions } from './report.ts';

/** `qbtc status`: all stacks, or one. Exit code 1 when there is none, or one whose record is damaged. */
export async function status(name: string | undefined, options: OutputOptions): Promise<number> {
  const client = await requireController(stateDirectory());
  const { items, damaged } = await client.listing();
  const stacks = name === undefined ? items : [await pickStack(client, name)];
  client.close();
  for (const { path } of damaged) {
    warn(`${path} is damaged: its stack is left alone; take it over again with \`qbtc up -f FILE\``);
  }
  if (stacks.length === 0) {
    if (damaged.length === 0) warn('there is no stack; bring one up with `qbtc up -f FILE`');
    return 1;
  }
  const [first] = stacks;
  await emit(options.output, stacks.length === 1 ? first : stacks, () => stacks.map(overview).join('\n\n'));
  return damaged.length > 0 ? 1 : 0;
}
