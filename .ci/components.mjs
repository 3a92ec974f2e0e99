// Installs the real components that are missing (on Debian as root, with apt-get, without starting any of them) and says which;
// elsewhere it says which suites will be skipped. With CI=true a component that is still missing is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { components, locate } from './locate.mjs';

const UPDATE_LIMIT = 120_000;
const INSTALL_LIMIT = 600_000;
/** Debian's maintainer scripts ask this program before they start a service; 101 means no (invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d';

const missing = () => Object.keys(components).filter((name) => locate(name) === undefined);

function aptGet(limit, ...args) {
  const { status, signal, error, stdout, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: limit,
    killSignal: 'SIGTERM',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return true;
  const reason = error?.code === 'ETIMEDOUT' ? `took over ${limit / 1000} s` : `ended with ${signal ?? status}`;
  console.error(`apt-get ${args[0]} ${reason}:\n${(stderr || stdout || '').trim().split('\n').slice(-10).join('\n')}`);
  return false;
}

/** Runs the work while no package may start a service. */
function withoutServices(work) {
  if (existsSync(POLICY)) return work();
  const remove = () => rmSync(POLICY, { force: true });
  const interrupted = () => {
    remove();
    process.exit(1);
  };
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupted);
  try {
    return work();
  } finally {
    remove();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, interrupted);
  }
}

function install(names) {
  const packages = names.map((name) => components[name].package);
  console.log(`Installing what the suites need and this machine lacks: ${packages.join(', ')}`);
  const updated = aptGet(UPDATE_LIMIT, 'update') || aptGet(UPDATE_LIMIT, 'update');
  if (!updated) console.error('The package lists could not be renewed; trying with the old ones.');
  withoutServices(() => aptGet(INSTALL_LIMIT, 'install', '--yes', '--no-install-recommends', ...packages));
}

const wanted = missing();
if (wanted.length > 0 && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
  install(wanted);
}
const left = wanted.length > 0 ? missing() : [];
const installed = wanted.filter((name) => !left.includes(name));
if (installed.length > 0) console.log(`Installed: ${installed.join(', ')}`);
for (const name of left)
  console.warn(`SKIPPED without ${name} (Debian package ${components[name].package}): ${components[name].neededFor}`);
if (left.length > 0 && process.env.CI === 'true') {
  console.error('With CI=true every suite has to run.');
  process.exitCode = 1;
}
