import { resolve } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { errnoOf } from '../api/errors.ts';
import { BUILD } from '../build.ts';
import type { DiscoverOptions } from './discover.ts';
import type { DownOptions } from './down.ts';
import type { EventsOptions } from './events.ts';
import type { ImportOptions } from './import-apisix.ts';
import type { FileOptions } from './inputs.ts';
import type { LogsOptions } from './logs.ts';
import { report, type OutputOptions } from './report.ts';
import type { RunOptions } from './run.ts';
import type { UpOptions } from './up.ts';

const FILE = '-f, --file <file...>';
const FILES = 'stack files or folders; - reads standard input';
const ENV_FILE = '--env-file <file...>';
const ENV_FILES = 'files with variables for ${VAR} in the stack files';
const OUTPUT = new Option('-o, --output <format>', 'how to print').choices(['table', 'json', 'yaml']).default('table');

/** Builds the command line; each command's code is loaded when it runs. */
function createProgram(exitWith: (code: number) => void): Command {
  const program = new Command('qbtc')
    .description('Brings a stack of services up behind a front door, and keeps it up.')
    .version(`qbtc ${BUILD}`, '-V, --version')
    .showHelpAfterError('(see qbtc --help)')
    .exitOverride();

  const command = (name: string, description: string): Command =>
    program.command(name).description(description).showHelpAfterError(`(see qbtc ${name} --help)`);
  const withFiles = (it: Command): Command =>
    it
      .option(FILE, FILES)
      .option(ENV_FILE, ENV_FILES)
      .showHelpAfterError(`(stack files are named with -f FILE; see qbtc ${it.name()} --help)`);
  const withConfiguration = (it: Command): Command =>
    it.option('--config <file>', "the operator's configuration").on('option:config', (file: string) => {
      // What the command starts reads the same one.
      process.env.QBTC_CONFIG = resolve(file);
    });
  const run = async (code: Promise<number>): Promise<void> => {
    exitWith(await code);
  };

  withConfiguration(withFiles(command('up', 'bring a stack up and keep it up')))
    .option('--wait', 'return when the stack is Ready')
    .option('--timeout <duration>', 'how long --wait waits', '120s')
    .option('-d, --detach', 'return once the stack was taken over; with --wait when it is Ready')
    .addOption(new Option('--watch', 'take the files over again whenever they change').conflicts(['wait', 'detach']))
    .action(async (options: UpOptions) => run((await import('./up.ts')).up(options)));
  withFiles(command('down', 'take stacks down').argument('[name...]', 'instead of -f'))
    .option('--timeout <duration>', 'how long to wait for the end', '120s')
    .option('--orphan', 'leave what is there where it is, and wait for nothing that does not answer')
    .action(async (names: string[], options: FileOptions & DownOptions) =>
      run((await import('./down.ts')).down(names, options)),
    );
  withConfiguration(withFiles(command('plan', 'show what `up` would do, and why')))
    .addOption(OUTPUT)
    .action(async (options: FileOptions & OutputOptions) => run((await import('./plan.ts')).plan(options)));
  withConfiguration(withFiles(command('validate', 'check stack files; all errors at once')))
    .addOption(OUTPUT)
    .action(async (options: FileOptions & OutputOptions) => run((await import('./validate.ts')).validate(options)));
  withFiles(command('config', 'show a stack as it will be read: variables and defaults in, secrets masked'))
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['yaml', 'json']).default('yaml'))
    .action(async (options: FileOptions & { output: 'yaml' | 'json' }) =>
      run((await import('./validate.ts')).config(options)),
    );
  withConfiguration(withFiles(command('run', 'run the controller in the foreground')))
    .addOption(new Option('--source <source>', 'where stacks come from').choices(['local', 'file']).default('local'))
    .option('--listen <host:port>', 'address of the HTTP API')
    .addOption(new Option('--ephemeral', 'end with the last stack').hideHelp())
    .action(async (options: RunOptions) => run((await import('./run.ts')).run(options)));

  command('status', 'show stacks and their services')
    .alias('ps')
    .argument('[name]', 'name, or namespace/name')
    .addOption(OUTPUT)
    .action(async (name: string | undefined, options: OutputOptions) =>
      run((await import('./status.ts')).status(name, options)),
    );
  command('score', 'score the health of a stack, with evidence')
    .argument('[name]', 'name, or namespace/name')
    .addOption(OUTPUT)
    .action(async (name: string | undefined, options: OutputOptions) =>
      run((await import('./score.ts')).score(name, options)),
    );
  command('report', 'show how the machine, the services and their probes do')
    .argument('[name]', 'only of this stack: name, or namespace/name')
    .addOption(OUTPUT)
    .action(async (name: string | undefined, options: OutputOptions) =>
      run((await import('./machine-report.ts')).machineReport(name, options)),
    );
  command('events', 'show what happened, and why')
    .argument('[name]', 'only of this stack')
    .option('-f, --follow', 'go on with new events')
    .addOption(OUTPUT)
    .action(async (name: string | undefined, options: EventsOptions) =>
      run((await import('./events.ts')).events(name, options)),
    );
  command('logs', 'show the output of a service')
    .argument('[service]', 'all services when absent')
    .option('-f, --follow', 'go on with new lines')
    .option('-n, --tail <lines>', 'only the last lines of each replica')
    .option('--stack <name>', 'which stack, when there are several')
    .action(async (service: string | undefined, options: LogsOptions) =>
      run((await import('./logs.ts')).logs(service, options)),
    );
  for (const [verb, description] of [
    ['stop', 'hold a service down until it is started again'],
    ['start', 'let a held-down service run again'],
    ['restart', 'replace the instances of a service'],
  ] as const) {
    command(verb, description)
      .argument('<service...>')
      .option('--stack <name>', 'which stack, when there are several')
      .action(async (services: string[], options: { stack?: string }) =>
        run((await import('./act.ts')).act(verb, services, options)),
      );
  }
  withFiles(command('discover', 'look for what runs on this machine; nothing is changed'))
    .option('--ports <ports>', 'ports and ranges to look at, with commas: 3000-3010,8080')
    .option('--keywords <words>', 'words of which a command line has one, with commas')
    .option('--name <name>', 'of the stack that -o yaml writes', 'discovered')
    .addOption(OUTPUT)
    .action(async (options: DiscoverOptions) => run((await import('./discover.ts')).discover(options)));
  const imports = command('import', 'make a stack of what exists');
  imports
    .command('apisix')
    .description(
      'print a stack of the routes, upstreams, services and consumers of a running APISIX; nothing is changed there',
    )
    .option('--admin-url <url>', 'its Admin API', 'http://127.0.0.1:9180')
    .option('--gateway-url <url>', 'where it serves', 'http://127.0.0.1:9080')
    .option('--key-env <name>', 'the environment variable with the key of its Admin API', 'APISIX_ADMIN_KEY')
    .option('--from-adc <file>', 'read a dump of ADC instead')
    .option('--secrets-file <file>', 'write the secrets of consumers there (0600, a new file)')
    .option('--name <name>', 'of the stack', 'imported')
    .action(async (options: ImportOptions) => run((await import('./import-apisix.ts')).importApisix(options)));
  const gateway = command('gateway', 'choose the way of requests');
  gateway
    .command('use')
    .description('send requests through APISIX, straight to the services, or as probes say')
    .addArgument(new Argument('<way>').choices(['apisix', 'fallback', 'auto']))
    .option('--stack <name>', 'which stack, when there are several')
    .action(async (way: string, options: { stack?: string }) =>
      run((await import('./act.ts')).useGateway(way, options)),
    );
  command('reconcile', 'observe a stack anew and mend it, now')
    .argument('<name>', 'name, or namespace/name')
    .addOption(OUTPUT)
    .action(async (name: string, options: OutputOptions) => run((await import('./act.ts')).reconcile(name, options)));

  command('doctor', 'look for what is wrong with this machine and installation')
    .option('--adopt <installation>', 'take over what runs for an installation whose state directory was lost')
    .addOption(OUTPUT)
    .action(async ({ adopt: id, ...options }: OutputOptions & { adopt?: string }) =>
      run(id === undefined ? (await import('./doctor.ts')).doctor(options) : (await import('./adopt.ts')).adopt(id)),
    );
  command('version', 'print the version').action(() => {
    process.stdout.write(`qbtc ${BUILD}\n`);
  });
  command('completion', 'print a completion script')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => run((await import('./completion.ts')).completion(program, shell)));
  program
    .command('front-door', { hidden: true })
    .requiredOption('--dir <folder>')
    .requiredOption('--listen <host:port>')
    .action(async (options: { dir: string; listen: string }) =>
      run((await import('./front-door.ts')).frontDoor(options)),
    );
  return program;
}

/** 128 + SIGPIPE, as a shell reports a program that was ended by it. */
const BROKEN_PIPE = 141;

/** Whoever reads the output may stop reading (`qbtc events -f | head`). That ends a command quietly, and never what runs on its own. */
function endWithReader(command: string | undefined): void {
  const goesOn = command === 'run' || command === 'front-door';
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: unknown) => {
      if (errnoOf(error) !== 'EPIPE') throw error;
      if (!goesOn) process.exit(BROKEN_PIPE);
    });
}

/** Runs one command. Returns its exit code; failures are printed to standard error. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = createProgram((exitCode) => {
    code = exitCode;
  });
  endWithReader(argv[2]);
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    report(error);
    return 1;
  }
}
