// Ends a private engine and what it leaves behind when its standard input ends: because the tests are done with it, or because they died.
// Arguments: the engine's folder, its bridge, the paths of busybox and iptables.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder = '', bridge = '', busybox = '', iptables = ''] = process.argv.slice(2);

const attempt = (work) => {
  try {
    return work();
  } catch {
    return undefined;
  }
};
const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
const commandOf = (pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')) ?? [];
const parentOf = (pid) =>
  Number(
    attempt(
      () =>
        readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) \S /s, '')
          .split(' ')[0],
    ),
  );
const signal = (pid, name) => attempt(() => process.kill(pid, name));
/** dockerd, its containerd, proxies and shims name the folder, or the namespace that is called like the bridge. */
const own = () =>
  processes().filter(
    (pid) => pid !== process.pid && commandOf(pid).some((word) => word.includes(folder) || word === bridge),
  );

async function endProcesses() {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const all = own();
    if (all.length === 0) return;
    const daemons = all.filter((pid) => /dockerd$/.test(commandOf(pid)[0] ?? ''));
    const shims = all.filter((pid) => (commandOf(pid)[0] ?? '').includes('containerd-shim'));
    // Containers first: an engine that ends waits for them.
    const containers = processes().filter((pid) => shims.includes(parentOf(pid)));
    for (const pid of containers) signal(pid, 'SIGKILL');
    // Their shims reap them.
    if (containers.length > 0) await sleep(100);
    for (const pid of daemons) {
      signal(pid, 'SIGCONT');
      signal(pid, 'SIGTERM');
    }
    if (daemons.length === 0) for (const pid of all) signal(pid, 'SIGKILL');
    await sleep(100);
  }
  for (const pid of own()) signal(pid, 'SIGKILL');
}

function unmount() {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  for (const path of mounts.filter((each) => each.startsWith(`${folder}/`)).reverse())
    attempt(() => execFileSync('umount', ['-l', path], { stdio: 'ignore' }));
}

/** The engine leaves the bridges of its networks; their names stand in its database. */
function removeBridges() {
  const database = attempt(() => readFileSync(join(folder, 'data/network/files/local-kv.db'), 'latin1')) ?? '';
  for (const name of new Set([bridge, ...(database.match(/br-[0-9a-f]{12}/g) ?? [])]))
    if (existsSync(`/sys/class/net/${name}`))
      attempt(() => execFileSync(busybox, ['ip', 'link', 'del', name], { stdio: 'ignore' }));
}

process.stdin.resume();
await once(process.stdin, 'end');
await endProcesses();
unmount();
removeBridges();
const rule = ['FORWARD', '-m', 'physdev', '--physdev-is-bridged', '-m', 'comment', '--comment', bridge, '-j', 'ACCEPT'];
attempt(() => execFileSync(iptables, ['--wait', '-D', ...rule], { stdio: 'ignore' }));
rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
