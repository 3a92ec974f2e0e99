#!/usr/bin/env -S node --
// What every command pays for stands here; everything else is loaded by the command that needs it.
import { setFlagsFromString } from 'node:v8';
import { BUILD } from './build.ts';

const [command] = process.argv.slice(2);
if (command === 'version' || command === '--version' || command === '-V') {
  process.stdout.write(`qbtc ${BUILD}\n`);
} else {
  // A command runs for a fraction of a second, of which V8 would spend a third optimizing code that ends before it has paid off. The
  // proxy is the one that runs hot. Only releases that are known to have the flag, since others would print that they have not.
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (command !== 'front-door' && major < 25) setFlagsFromString('--interrupt-budget=1000000');
  const { runCommandLine } = await import('./cli/program.ts');
  process.exitCode = await runCommandLine(process.argv);
  // What a write could not do is told in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  // What is left is to take the heap apart, which is of no use.
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
}
