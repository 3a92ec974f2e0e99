import { rename, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf, QbtcError } from '../api/errors.ts';
import type { FrontDoorState } from '../api/front-door.ts';
import { unixSocketPath } from '../platform/net/unix-socket.ts';
import { FILES } from './folder.ts';

/** Bytes of a table at most: some hundred thousand routes. */
const BODY_BYTES = 128 * 1024 * 1024;
const UID = /^[A-Za-z0-9-]{1,64}$/;

/** What the controller may ask of a front door. */
export interface ControlActions {
  state(): FrontDoorState;
  putTable(uid: string, text: string): Promise<void>;
  removeTable(uid: string): Promise<void>;
  /** Lets a stack's requests go through its APISIX again after the stay that is named. */
  permit(uid: string, stay: string): void;
  /** Starts `argv` (after the interpreter) as this program's successor and resolves when that serves. */
  upgrade(request: { readonly argv: readonly string[]; readonly build: string }): Promise<void>;
  /** Begins to stop; returns at once. */
  stop(): void;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES)
      throw new QbtcError('The table is too large.', { code: 'InvalidTable', disposition: 'terminal' });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function stayIn(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'stay' in value && typeof value.stay === 'string')
    return value.stay;
  throw new QbtcError('A permit needs a stay.', { code: 'InvalidRequest', disposition: 'terminal' });
}

function upgradeRequest(text: string): { argv: string[]; build: string } {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'argv' in value && 'build' in value) {
    const { argv, build } = value;
    if (Array.isArray(argv) && argv.every((part) => typeof part === 'string') && typeof build === 'string')
      return { argv, build };
  }
  throw new QbtcError('An upgrade needs argv and build.', { code: 'InvalidRequest', disposition: 'terminal' });
}

/** The control interface while it is served. */
export interface ControlServer extends AsyncDisposable {
  /** Tells whoever watches that the state is worth a look. */
  hint(): void;
}

interface Result {
  readonly status: number;
  readonly body?: unknown;
  /** The answer goes on until this program ends, which is what it tells; a line in it hints that something changed. */
  readonly lasting?: boolean;
}

async function serve(request: IncomingMessage, actions: ControlActions): Promise<Result> {
  const [, resource, uid, ...more] = (request.url ?? '').split('/');
  const operation = `${request.method ?? ''} ${resource ?? ''}`;
  if (operation === 'GET state' && uid === undefined) return { status: 200, body: actions.state() };
  if (operation === 'GET watch' && uid === undefined) return { status: 200, lasting: true };
  if (operation === 'PUT tables' && uid !== undefined && UID.test(uid) && more.length === 0) {
    await actions.putTable(uid, await readBody(request));
    return { status: 204 };
  }
  if (operation === 'DELETE tables' && uid !== undefined && UID.test(uid) && more.length === 0) {
    await actions.removeTable(uid);
    return { status: 204 };
  }
  if (operation === 'PUT permits' && uid !== undefined && UID.test(uid) && more.length === 0) {
    actions.permit(uid, stayIn(await readBody(request)));
    return { status: 204 };
  }
  if (operation === 'POST upgrade' && uid === undefined) {
    await actions.upgrade(upgradeRequest(await readBody(request)));
    return { status: 204 };
  }
  if (operation === 'POST stop' && uid === undefined) {
    actions.stop();
    return { status: 202 };
  }
  return {
    status: 404,
    body: { code: 'NotFound', message: `There is no ${request.method ?? ''} ${request.url ?? ''}.` },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  actions: ControlActions,
  watchers: Set<ServerResponse>,
): Promise<void> {
  let result: Result;
  try {
    result = await serve(request, actions);
  } catch (error) {
    const code = error instanceof QbtcError ? error.code : 'Failed';
    result = { status: code.startsWith('Invalid') ? 400 : 500, body: { code, message: messageOf(error) } };
  }
  response.writeHead(result.status, result.body === undefined ? {} : { 'content-type': 'application/json' });
  if (result.lasting === true) {
    watchers.add(response);
    response.on('close', () => watchers.delete(response));
    response.flushHeaders();
  } else response.end(result.body === undefined ? undefined : JSON.stringify(result.body));
}

/**
 * Serves the control interface: HTTP on a unix socket in the front door's folder. The socket is bound under another name and then
 * renamed, so that a successor takes the name over without a moment in which nobody answers.
 */
export async function listenControl(folder: string, actions: ControlActions): Promise<ControlServer> {
  const watchers = new Set<ServerResponse>();
  const server: Server = createServer((request, response) => {
    void answer(request, response, actions, watchers);
  });
  const name = `control.${process.pid}`;
  const path = unixSocketPath(folder, name);
  const target = unixSocketPath(folder, FILES.control);
  await rm(path.path, { force: true });
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path.path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  await rename(path.path, target.path);
  return {
    hint: () => {
      for (const watcher of watchers) watcher.write('\n');
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      path[Symbol.dispose]();
      target[Symbol.dispose]();
    },
  };
}
