import type { Command } from 'commander';
import { QbtcError } from '../api/errors.ts';
import { print } from './report.ts';

interface Word {
  readonly command: string;
  readonly options: readonly string[];
}

/** `qbtc completion SHELL`: a script that completes commands and options, made from the command line itself. */
export async function completion(program: Command, shell: string): Promise<number> {
  const words = program.commands
    .filter((command) => command.description() !== '')
    .map((command): Word => {
      const options = command.options
        .filter(({ hidden }) => !hidden)
        .flatMap(({ long, short }) => [long, short].filter((flag) => flag !== undefined));
      return { command: command.name(), options };
    });
  switch (shell) {
    case 'bash':
      print(bash(words));
      return 0;
    case 'zsh':
      print(`autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`);
      return 0;
    case 'fish':
      print(fish(words));
      return 0;
    default:
      throw new QbtcError(`no completion for ${shell}`, { code: 'Invalid', mend: 'There is bash, zsh and fish.' });
  }
}

function bash(words: readonly Word[]): string {
  const cases = words.map(({ command, options }) => `    ${command}) words="${options.join(' ')}" ;;`);
  return `_qbtc() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${words.map(({ command }) => command).join(' ')}"; fi
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi ;;
  esac
}
complete -o filenames -F _qbtc qbtc`;
}

function fish(words: readonly Word[]): string {
  const commands = words.map(({ command }) => command);
  return [
    `complete -c qbtc -n 'not __fish_seen_subcommand_from ${commands.join(' ')}' -f -a '${commands.join(' ')}'`,
    ...words.flatMap(({ command, options }) =>
      options.map(
        (flag) =>
          `complete -c qbtc -n '__fish_seen_subcommand_from ${command}' ${flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`}`,
      ),
    ),
  ].join('\n');
}
