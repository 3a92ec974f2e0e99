import { access, constants, stat, statfs } from 'node:fs/promises';
import { errnoOf } from '../api/errors.ts';
import { connect } from './connect.ts';
import { stateDirectory } from './paths.ts';
import { emit, paint, table, type OutputOptions } from './report.ts';

interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** How to mend it; empty when there is nothing to mend. */
  readonly mend: string;
}

/** The least space that writes to the state directory are sure to need, in bytes. */
const LOW_SPACE = 64 * 1024 * 1024;

const ok = (check: string, message: string): Finding => ({ check, level: 'ok', message, mend: '' });

/** `qbtc doctor`: what is wrong with this machine and this installation. Exit code 1 when something is an error. */
export async function doctor(options: OutputOptions): Promise<number> {
  const directory = stateDirectory();
  const findings = [
    node(),
    platform(),
    await state(directory),
    await space(directory),
    await controller(directory),
    ...(await leftovers(directory)),
  ];
  await emit(options.output, findings, () => {
    const style = { ok: 'green', warning: 'yellow', error: 'red' } as const;
    return table([
      ['CHECK', 'STATE', 'FINDING'],
      ...findings.map(({ check, level, message, mend }) => [check, level, mend ? `${message} ${mend}` : message]),
    ])
      .split('\n')
      .map((line, index) => (index === 0 ? line : paint(style[findings[index - 1]?.level ?? 'ok'], line)))
      .join('\n');
  });
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', `Node ${process.versions.node}`);
  return {
    check: 'node',
    level: 'error',
    message: `Node ${process.versions.node} is too old.`,
    mend: 'Install Node 20.19 or later.',
  };
}

function platform(): Finding {
  if (process.platform === 'linux') return ok('platform', 'Linux: processes and external services work');
  return {
    check: 'platform',
    level: 'warning',
    message: `On ${process.platform} \`process:\` services do not work.`,
    mend: 'Run the stack on Linux or WSL2.',
  };
}

async function state(directory: string): Promise<Finding> {
  const check = 'state directory';
  try {
    const { mode, uid } = await stat(directory);
    if (process.getuid?.() !== undefined && uid !== process.getuid()) {
      return {
        check,
        level: 'warning',
        message: `${directory} belongs to another user.`,
        mend: 'Set QBTC_STATE_DIR to one of yours.',
      };
    }
    if ((mode & 0o077) !== 0)
      return {
        check,
        level: 'warning',
        message: `${directory} can be read by others.`,
        mend: `Run: chmod 700 ${directory}`,
      };
    await access(directory, constants.W_OK);
    return ok(check, directory);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return ok(check, `${directory} does not exist yet`);
    return {
      check,
      level: 'error',
      message: `${directory} cannot be written.`,
      mend: 'Set QBTC_STATE_DIR to one that can.',
    };
  }
}

async function space(directory: string): Promise<Finding> {
  const check = 'disk';
  const info = await statfs(directory).catch(() => undefined);
  if (!info) return ok(check, 'nothing is kept yet');
  const free = info.bavail * info.bsize;
  if (free >= LOW_SPACE) return ok(check, `${Math.round(free / 2 ** 20)} MiB free`);
  return {
    check,
    level: 'error',
    message: 'The disk of the state directory is full.',
    mend: 'Free some space: nothing can be noted, so nothing is changed.',
  };
}

async function controller(directory: string): Promise<Finding> {
  const client = await connect(directory);
  if (!client) return ok('controller', 'none runs; `qbtc up` starts one');
  client.close();
  return ok('controller', `pid ${client.controller.pid} at ${client.controller.url}`);
}

/** Records that cannot be read, and processes that bear our mark though no accepted stack owns them. */
async function leftovers(directory: string): Promise<Finding[]> {
  const { findLeftovers } = await import('./alone.ts');
  const { damaged: paths, strangers } = await findLeftovers(directory);
  const damaged = paths.map((path): Finding => {
    const mend = 'Hand the stack over anew with `qbtc up -f FILE`.';
    return { check: 'records', level: 'error', message: `${path} is damaged; its stack is left alone.`, mend };
  });
  const processes = strangers.map(({ pid, command, marker }): Finding => {
    return {
      check: 'processes',
      level: 'warning',
      message: `pid ${pid} (${command}) was started for ${marker}, which this state directory does not know.`,
      mend: `If it is not wanted: kill ${pid}`,
    };
  });
  return damaged.length + processes.length > 0 ? [...damaged, ...processes] : [ok('leftovers', 'none')];
}
