// Bundles the command into dist/: one small entry, and a chunk for each part that a command loads on demand.
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const sources = readdirSync('controller', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const hash = createHash('sha256');
for (const file of [...sources, 'package-lock.json']) hash.update(file).update(readFileSync(file));
const name = `${version}+${hash.digest('hex').slice(0, 12)}`;

const { metafile } = await build({
  metafile: true,
  entryPoints: { qbtc: 'controller/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  sourcemap: 'linked',
  legalComments: 'none',
  // dockerode's ways to an engine that are not used: over ssh, and BuildKit's sessions. They would bring native modules with them.
  alias: Object.fromEntries(
    ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'].map((name) => [name, './.ci/unused.cjs']),
  ),
  define: { QBTC_BUILD: JSON.stringify(name) },
  // CommonJS packages that were bundled still ask for node's own modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/qbtc.js', 0o755);

// A controller that runs may still load chunks of the build before this one, so those go only after a while.
const DAY = 86_400_000;
for (const name of readdirSync('dist')) {
  const file = join('dist', name);
  if (!(file in metafile.outputs) && Date.now() - statSync(file).mtimeMs > DAY) rmSync(file);
}
