import { Client } from 'undici';
import { errnoOf, messageOf, QbtcError } from '../../api/errors.ts';
import type { FrontDoorState } from '../../api/front-door.ts';
import type { RouteTable } from '../../api/route-table.ts';
import { within } from '../../platform/within.ts';
import { unixSocketPath, type UnixSocketPath } from '../../platform/net/unix-socket.ts';

const SOCKET = 'control.sock';
/** Milliseconds for an answer, where the caller sets no earlier end. */
const BOUND = 5000;
const UPGRADE_BOUND = 25_000;

/** Nobody listens on the control socket, as opposed to somebody who does not answer. */
export class NobodyListens extends QbtcError {
  constructor(cause: unknown) {
    super('No front door listens on the control socket.', { code: 'FrontDoorGone', cause });
  }
}

interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly bound?: number;
}

function refusal(status: number, body: string): QbtcError {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && 'code' in value && 'message' in value) {
      const disposition = String(value.code).startsWith('Invalid') ? 'terminal' : 'retry';
      return new QbtcError(String(value.message), { code: String(value.code), disposition });
    }
  } catch {
    // Not ours, or cut short: the status says as much.
  }
  return new QbtcError(`The front door answered ${status} on its control socket.`, { code: 'FrontDoorRefused' });
}

/** A connection to the control socket, for one request. Throws NobodyListens when there is no folder. */
function connection(folder: string, bound: number): { readonly client: Client } & AsyncDisposable {
  let socket: UnixSocketPath;
  try {
    socket = unixSocketPath(folder, SOCKET);
  } catch (error) {
    throw errnoOf(error) === 'ENOENT' ? new NobodyListens(error) : error;
  }
  const client = new Client('http://front-door', { socketPath: socket.path, connect: { timeout: bound } });
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      await client.destroy();
      socket[Symbol.dispose]();
    },
  };
}

async function ask(
  folder: string,
  { method, path, body, bound = BOUND }: Request,
  signal: AbortSignal,
): Promise<string> {
  await using socket = connection(folder, bound);
  try {
    const { response, text } = await within(bound, signal, async (limited) => {
      const answer = await socket.client.request({ method, path, body: body ?? null, signal: limited });
      return { response: answer, text: await answer.body.text() };
    });
    if (response.statusCode >= 300) throw refusal(response.statusCode, text);
    return text;
  } catch (error) {
    if (error instanceof QbtcError) throw error;
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ECONNREFUSED') throw new NobodyListens(error);
    throw new QbtcError(`The front door does not answer on its control socket: ${messageOf(error)}`, {
      code: 'FrontDoorSilent',
      cause: error,
    });
  }
}

/**
 * Resolves when the program in the folder has let go of its control socket, or never listened there; `unsupported` at once, when it is of a
 * build that cannot be watched. `changed` is called whenever the program says that it is worth a look.
 */
export async function outlast(
  folder: string,
  changed: () => void,
  signal: AbortSignal,
): Promise<'ended' | 'unsupported'> {
  try {
    await using socket = connection(folder, BOUND);
    const request = { method: 'GET', path: '/watch', headersTimeout: BOUND, bodyTimeout: 0, signal } as const;
    const response = await socket.client.request(request);
    for await (const _ of response.body) if (response.statusCode === 200) changed();
    return response.statusCode === 404 ? 'unsupported' : 'ended';
  } catch {
    return 'ended';
  }
}

/** The state of the front door in a folder. Throws NobodyListens, or a QbtcError when it does not answer. */
export async function readState(folder: string, signal: AbortSignal): Promise<FrontDoorState> {
  // Written by a program of ours, of this build or another one: the fields of `FrontDoorState` only ever grow.
  return JSON.parse(await ask(folder, { method: 'GET', path: '/state' }, signal)) as FrontDoorState;
}

export async function putTable(folder: string, table: RouteTable, signal: AbortSignal): Promise<void> {
  const { routes, ...header } = table;
  const body = [header, ...routes].map((line) => JSON.stringify(line)).join('\n');
  await ask(folder, { method: 'PUT', path: `/tables/${table.stack.uid}`, body, bound: 2 * BOUND }, signal);
}

export async function deleteTable(folder: string, stackUid: string, signal: AbortSignal): Promise<void> {
  await ask(folder, { method: 'DELETE', path: `/tables/${stackUid}` }, signal);
}

export async function putPermit(folder: string, stackUid: string, stay: string, signal: AbortSignal): Promise<void> {
  await ask(folder, { method: 'PUT', path: `/permits/${stackUid}`, body: JSON.stringify({ stay }) }, signal);
}

/** Resolves when the successor serves. */
export async function askUpgrade(
  folder: string,
  argv: readonly string[],
  build: string,
  signal: AbortSignal,
): Promise<void> {
  await ask(
    folder,
    { method: 'POST', path: '/upgrade', body: JSON.stringify({ argv, build }), bound: UPGRADE_BOUND },
    signal,
  );
}

export async function askStop(folder: string, signal: AbortSignal): Promise<void> {
  await ask(folder, { method: 'POST', path: '/stop' }, signal);
}
