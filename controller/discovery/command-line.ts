import { basename, dirname } from 'node:path';

/** Programs whose arguments say what somebody looks at, edits or types, not what they are. */
const ONLOOKERS: ReadonlySet<string> = new Set([
  ...[
    'vi',
    'vim',
    'nvim',
    'view',
    'nano',
    'emacs',
    'ed',
    'code',
    'code-server',
    'codium',
    'subl',
    'gedit',
    'kate',
    'micro',
    'hx',
    'helix',
    'cursor',
    'zed',
    'atom',
    'kak',
    'gvim',
    'pycharm',
    'webstorm',
    'goland',
    'clion',
    'rider',
    'phpstorm',
    'rubymine',
    'eclipse',
    'studio',
    'idea',
  ],
  ...[
    'sh',
    'bash',
    'dash',
    'zsh',
    'fish',
    'ksh',
    'ash',
    'tmux',
    'screen',
    'script',
    'login',
    'su',
    'sudo',
    'ssh',
    'sshd',
    'mosh-server',
  ],
  ...[
    'less',
    'more',
    'cat',
    'tail',
    'head',
    'grep',
    'egrep',
    'fgrep',
    'rg',
    'ag',
    'awk',
    'sed',
    'find',
    'xargs',
    'watch',
    'top',
    'htop',
    'ps',
    'man',
    'diff',
    'git',
  ],
  ...[
    'docker',
    'docker-proxy',
    'dockerd',
    'containerd',
    'containerd-shim-runc-v2',
    'kubectl',
    'gdb',
    'strace',
    'tcpdump',
    'nc',
    'ncat',
    'socat',
    'curl',
    'wget',
  ],
]);

/** Programs that run another one, which is named by their first argument that is no option. */
const INTERPRETERS =
  /^(node|nodejs|deno|bun|tsx|ts-node|python[\d.]*|pypy[\d.]*|ruby|perl|php[\d.]*|java|dotnet|uvicorn|gunicorn|hypercorn|daphne|flask|npm|npx|pnpm|yarn|uv|poetry|pipenv)$/;

/** Names of files that say nothing: the folder that they are in does. */
const PLAIN =
  /^(server|index|main|app|start|run|serve|manage|wsgi|asgi|__main__|__init__|cli|bin|dist|src|lib|build|target)$/i;

const bare = (path: string): string =>
  basename(path).replace(/\.(c?js|m?js|[cm]?ts|py|pyc|rb|pl|php|jar|dll|sh|exe)$/i, '');

/** The program of a command line, as people call it. */
const programOf = ([program = '']: readonly string[]): string =>
  basename((program.replace(/^-/, '').split(' ', 1)[0] ?? '').replace(/:$/, ''));

/**
 * The words of a keyword that a command line is about; undefined for one that is about none of them. A keyword has to be a word of its own
 * (`quantum-core`, `llm_server.py`, `apiServer`), not letters within one (`rapid`).
 */
export function matchKeyword(argv: readonly string[], keywords: readonly string[]): string | undefined {
  if (ONLOOKERS.has(programOf(argv))) return undefined;
  const words = keywords.map((keyword) => spaced(keyword.trim())).filter((keyword) => keyword !== '');
  const escaped = words.map((keyword) => keyword.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const word = new RegExp(`(?<![a-z])(?:${escaped.join('|')})(?![a-z])`);
  return words.length === 0 ? undefined : argv.find((part) => word.test(spaced(part)));
}

/** `apiServer` has the words api and server. */
const spaced = (text: string): string => text.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();

/** Options by which people say what they call something. Any other value may be a secret, or say something about somebody else. */
const NAMING = /^--?(?:name|app|app-name|service|service-name)(?:=(.*))?$/;

/** What a command line is called: the script or module that it runs, or what it is told to be called. Nothing else of it is passed on. */
export function nameOfCommand(argv: readonly string[], keywords: readonly string[]): string {
  const own = identityOf(argv);
  if (matchKeyword(['', own], keywords) !== undefined) return own;
  const at = argv.findIndex((part) => NAMING.test(part));
  const told = at < 0 ? undefined : (NAMING.exec(argv[at] ?? '')?.[1] ?? argv[at + 1]);
  return told !== undefined && /^[\w.-]{1,63}$/.test(told) ? told : own;
}

/** Whether it is this very program: its controller, its front doors and its command line, under whichever options of Node. */
export const isOurs = (argv: readonly string[]): boolean =>
  ['qbtc', 'qbtc.js'].includes(basename(argv[0] ?? '')) ||
  (INTERPRETERS.test(programOf(argv)) && ['qbtc', 'qbtc.js'].includes(basename(scriptOf(argv) ?? '')));

/** The first argument that is no option. */
const scriptOf = (argv: readonly string[]): string | undefined => argv.slice(1).find((part) => !part.startsWith('-'));

function identityOf(argv: readonly string[]): string {
  const program = programOf(argv);
  if (!INTERPRETERS.test(program)) return nameOfPath(argv[0]?.split(' ', 1)[0] ?? '');
  const rest = argv.slice(1);
  const named = rest.findIndex((part) => part === '-m' || part === '-jar');
  const target = named >= 0 ? rest[named + 1] : scriptOf(argv);
  return target === undefined ? program : nameOfPath(target.split(':', 1)[0] ?? target);
}

/** `/srv/quantum-core/server.js` is quantum-core. */
function nameOfPath(path: string): string {
  let at = path;
  while (PLAIN.test(bare(at)) && dirname(at) !== '.' && dirname(at) !== '/') at = dirname(at);
  return bare(at);
}
