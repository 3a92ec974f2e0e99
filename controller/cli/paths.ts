import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The state directory: $QBTC_STATE_DIR, else $XDG_STATE_HOME/qbtc, else ~/.local/state/qbtc. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.QBTC_STATE_DIR) return resolve(env.QBTC_STATE_DIR);
  return join(env.XDG_STATE_HOME ? resolve(env.XDG_STATE_HOME) : join(homedir(), '.local', 'state'), 'qbtc');
}
