import { access, constants, stat } from 'node:fs/promises';
import { LOW_DISK } from '../api/room.ts';
import { readRoom } from '../platform/room.ts';
import { errnoOf, messageOf, QbtcError } from '../api/errors.ts';
import { connect, runningController } from './connect.ts';
import { otherInstallations, readInstallation, type Installation, type MarkedGroup } from './installations.ts';
import { stateDirectory } from './paths.ts';
import { emit, paint, table, type OutputOptions } from './report.ts';

export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** How to mend it; empty when there is nothing to mend. */
  readonly mend: string;
}

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
    ...(await docker(directory)),
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
  const { diskBytes: free } = await readRoom(directory);
  if (free === undefined) return ok(check, 'nothing is kept yet');
  if (free >= LOW_DISK) return ok(check, `${Math.round(free / 2 ** 20)} MiB free`);
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

async function docker(directory: string): Promise<Finding[]> {
  const { installation } = await readOwn(directory);
  const { engineFindings } = await import('./doctor-engine.ts');
  return engineFindings(directory, installation?.id, installation?.usesEngine ?? false);
}

/** Records that cannot be read, and processes that bear our mark though no accepted stack owns them. */
async function leftovers(directory: string): Promise<Finding[]> {
  const { installation, problem } = await readOwn(directory);
  const damaged = (installation?.damaged ?? []).map(({ path }): Finding => {
    const mend = 'Hand the stack over anew with `qbtc up -f FILE`.';
    return { check: 'records', level: 'error', message: `${path} is damaged; its stack is left alone.`, mend };
  });
  const groups = await otherInstallations(installation);
  const others = await Promise.all(groups.map(judge));
  const found = [...(problem ? [problem] : []), ...damaged, ...others];
  return found.length > 0 ? found : [ok('leftovers', 'none')];
}

async function readOwn(directory: string): Promise<{ installation?: Installation; problem?: Finding }> {
  try {
    const installation = await readInstallation(directory);
    return installation ? { installation } : {};
  } catch (error) {
    const mend = error instanceof QbtcError ? (error.mend ?? '') : '';
    return { problem: { check: 'installation', level: 'error', message: `${messageOf(error)}.`, mend } };
  }
}

/** Another installation that is alive is nothing wrong; one that nobody can look after any more is. */
async function judge(group: MarkedGroup): Promise<Finding> {
  const { directory, installation, id, names, pids, since } = group;
  const check = 'processes';
  const count = `${pids.length} process${pids.length === 1 ? '' : 'es'} (pid ${pids.join(' ')})`;
  const what = `installation ${id ?? 'of unknown id'}: ${count} of ${names.join(', ')}, since ${new Date(since).toISOString()};`;
  const mend = 'If nobody wants them, `kill` these pids.';
  if (directory === undefined || !group.isReadable) {
    const place = directory === undefined ? 'its state directory is not known' : `${directory} cannot be read`;
    return { check, level: 'warning', message: `${what} ${place}, so a controller may be alive for it.`, mend };
  }
  const serving = await runningController(directory);
  if (installation && serving)
    return ok(check, `${what} looked after by the controller with pid ${serving.pid} of ${directory}.`);
  if (installation) {
    const start = `Start one with \`QBTC_STATE_DIR=${directory} qbtc up -f FILE\`, or end them with \`qbtc down NAME\` there.`;
    return { check, level: 'warning', message: `${what} no controller runs for ${directory}.`, mend: start };
  }
  const message = `${what} ${directory} does not know them (any more), so no controller looks after them.`;
  const adoption = id === undefined ? '' : ` To take them over: qbtc doctor --adopt ${id}`;
  return { check, level: 'warning', message, mend: `${mend}${adoption}` };
}
