#!/usr/bin/env node
// What every command pays for stands here; everything else is loaded by the command that needs it.
import { BUILD } from './build.ts';

const [command] = process.argv.slice(2);
if (command === 'version' || command === '--version' || command === '-V') {
  process.stdout.write(`qbtc ${BUILD}\n`);
} else {
  const { runCommandLine } = await import('./cli/program.ts');
  process.exitCode = await runCommandLine(process.argv);
}
