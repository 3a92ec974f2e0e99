import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrontDoorAddress } from '../api/front-door.ts';

/** Milliseconds between two looks: a controller may start or move its API at any time. */
export const LOOK_TIME = 10_000;

/** The port of the API of the controller that owns a state directory; undefined when none runs. */
async function controllerPort(stateDir: string): Promise<number | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(stateDir, 'controller.json'), 'utf8'));
    if (typeof value !== 'object' || value === null || !('url' in value)) return undefined;
    const { port } = new URL(String(value.url));
    return port === '' ? 80 : Number(port);
  } catch {
    // No controller runs, or it is about to replace the file: the next look tells.
    return undefined;
  }
}

/**
 * What of this installation listens on this machine, in words for people by port: its front doors, whose requests would go round in circles,
 * and the controller's API. `dir` is a front door's folder, `<state directory>/front-doors/<host>_<port>`;
 * `standIns` are the ports at which it serves instead of an APISIX.
 */
export async function ownListeners(
  dir: string,
  { port }: FrontDoorAddress,
  standIns: () => readonly number[] = () => [],
): Promise<Map<number, string>> {
  const listeners = new Map<number, string>();
  // A look, which must not bring back a state directory that was taken away.
  const others = await readdir(join(dir, '..')).catch(() => []);
  for (const name of others) {
    const other = /_(\d{1,5})$/.exec(name)?.[1];
    if (other !== undefined) listeners.set(Number(other), 'another front door');
  }
  const controller = await controllerPort(join(dir, '..', '..'));
  if (controller !== undefined) listeners.set(controller, "the controller's own API");
  for (const standIn of standIns()) listeners.set(standIn, 'the front door itself, instead of APISIX');
  return listeners.set(port, 'the front door itself');
}
