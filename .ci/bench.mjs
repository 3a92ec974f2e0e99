// Runs a benchmark of test/bench: `node .ci/bench.mjs probes [arguments]`.
import { spawn } from 'node:child_process';
import { build } from 'esbuild';

const [name, ...args] = process.argv.slice(2);
if (!name) {
  console.error('usage: node .ci/bench.mjs NAME [arguments]');
  process.exit(2);
}
const outfile = `dist/bench/${name}.mjs`;
await build({
  entryPoints: [`test/bench/${name}.ts`],
  outfile,
  bundle: true,
  packages: 'external',
  // It reads a file beside it; the path is right from where the bundle is, too.
  external: ['*/.ci/locate.mjs'],
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
spawn(process.execPath, [outfile, ...args], { stdio: 'inherit' }).once('exit', (code) => {
  process.exitCode = code ?? 1;
});
