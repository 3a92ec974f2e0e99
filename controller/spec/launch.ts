import type { Alternative, Service } from '../api/generated/resource.ts';
import { MARKER } from '../api/processes.ts';
import type { Problem } from './diagnostic.ts';
import type { Path } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** The signals of Linux that have a name (signal(7)), SIGIOT and SIGPOLL being other names of SIGABRT and SIGIO. */
export const SIGNALS: readonly string[] = [
  ...['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGIOT', 'SIGBUS', 'SIGFPE', 'SIGKILL'],
  ...['SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP'],
  ...['SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO'],
  ...['SIGPOLL', 'SIGPWR', 'SIGSYS'],
];

/** Real-time signals, which only a container engine takes by name; systemd in a container is stopped by SIGRTMIN+3. */
const REAL_TIME = /^SIGRT(MIN(\+([1-9]|1[0-5]))?|MAX(-([1-9]|1[0-4]))?)$/;

/** The names that a POSIX shell hands on to its children. */
const PORTABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Finds what no program could be started with, or be stopped with later. */
export function launchProblems(services: readonly Service[]): Problem[] {
  return services.flatMap((service, index) => {
    const path = ['spec', 'services', index];
    return [
      ...runtimeProblems(service, path),
      ...service.alternatives.flatMap((other, at) => runtimeProblems(other, [...path, 'alternatives', at])),
      ...programProblems(service.probe?.exec?.command, [...path, 'probe', 'exec', 'command']),
    ];
  });
}

function runtimeProblems({ docker, process, kubernetes }: Service | Alternative, path: Path): Problem[] {
  return [
    ...(docker ? signalProblems(docker.stopSignal, [...path, 'docker'], REAL_TIME) : []),
    ...(process ? signalProblems(process.stopSignal, [...path, 'process']) : []),
    ...programProblems(process?.command, [...path, 'process', 'command']),
    ...programProblems(kubernetes?.command, [...path, 'kubernetes', 'command']),
    ...Object.entries({ docker, process, kubernetes }).flatMap(([kind, runtime]) =>
      (runtime?.env ?? []).flatMap(({ name }, index) =>
        nameProblems(name, kind, [...path, kind, 'env', index, 'name']),
      ),
    ),
    ...Object.entries({ docker, process, kubernetes }).flatMap(([kind, runtime]) =>
      nulProblems(runtime, [...path, kind]),
    ),
  ];
}

function signalProblems(name: string, path: Path, further?: RegExp): Problem[] {
  if (SIGNALS.includes(name) || further?.test(name)) return [];
  return [{ path: [...path, 'stopSignal'], message: `there is no such signal${didYouMean(name, SIGNALS)}` }];
}

function programProblems(command: readonly string[] | undefined, path: Path): Problem[] {
  return command?.[0] === '' ? [{ path: [...path, 0], message: 'must name a program' }] : [];
}

function nameProblems(name: string, runtime: string, path: Path): Problem[] {
  if (name === MARKER) return [{ path, message: `${MARKER} is kept for the controller, which finds its own by it` }];
  if (runtime !== 'process' || name === '' || PORTABLE_NAME.test(name)) return [];
  return [{ path, message: 'must be letters, digits and _ and not begin with a digit, for a process' }];
}

/** Arguments and variables reach a program as texts that end with NUL (execve(2)). */
function nulProblems(
  runtime: Service[keyof Pick<Service, 'docker' | 'process' | 'kubernetes'>],
  path: Path,
): Problem[] {
  const entrypoint = runtime && 'entrypoint' in runtime ? runtime.entrypoint : undefined;
  const texts = [
    ...(entrypoint ?? []).map((text, index) => ({ text, at: ['entrypoint', index] })),
    ...(runtime?.command ?? []).map((text, index) => ({ text, at: ['command', index] })),
    ...(runtime?.env ?? []).map(({ value }, index) => ({ text: value, at: ['env', index, 'value'] })),
  ];
  return texts.flatMap(({ text, at }) =>
    text?.includes('\0') ? [{ path: [...path, ...at], message: 'must not hold a NUL character' }] : [],
  );
}
