import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { GatewayMode } from '../api/accepted.ts';
import { messageOf, QbtcError } from '../api/errors.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { LogLine, LogQuery } from '../api/logs.ts';
import type { Controller } from '../reconcile/controller.ts';
import { type StackStore, usesEngine } from '../state/store.ts';
import type { EventLog } from '../telemetry/events.ts';
import type { Report } from '../telemetry/report.ts';
import { documentOf } from '../status/document.ts';
import { guard } from './guard.ts';
import { isLoopback } from './listen.ts';
import { streamEvents, streamLogs } from './streams.ts';
import { warningHeader } from './warning-header.ts';

/** A resource that was handed over and found good, or what is wrong with it. */
export type Admission =
  | {
      readonly ok: true;
      readonly resource: Omit<QbtcStack, 'status'>;
      readonly secrets: Readonly<Record<string, string>>;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly code: 'Invalid' | 'NotAllowed'; readonly errors: readonly string[] };

export interface AppOptions {
  readonly controller: Controller;
  readonly store: StackStore;
  readonly events: EventLog;
  readonly token: string;
  readonly hosts: ReadonlySet<string>;
  /** Aborted once the controller is on its way out: it takes no stack over any more. */
  readonly ending: AbortSignal;
  /** Aborted when there will be no more events. */
  readonly closing: AbortSignal;
  /** Validates and defaults a handed-over resource. */
  readonly admit: (body: unknown, previous: QbtcStack | undefined) => Admission;
  readonly logs: (query: LogQuery, signal: AbortSignal) => AsyncIterable<LogLine>;
  /** How the machine and stacks do: the stack with this key, or all of them. */
  readonly report: (key: string | undefined) => Promise<Report>;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** The address that the server listens on; metrics are open on loopback only. */
  readonly listensOn: string;
}

/** The largest body that is read: a stack of a megabyte, with its secrets. */
const MAX_BODY = 4 * 1024 * 1024;

const GATEWAY_MODES: Readonly<Record<string, GatewayMode>> = { apisix: 'Apisix', fallback: 'Fallback', auto: 'Auto' };

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  BadRequest: 400,
  NotFound: 404,
  Conflict: 409,
  StateDamaged: 409,
  Invalid: 422,
  NotAllowed: 422,
  Stopping: 503,
  StateDirectoryLost: 503,
};

/** The HTTP API of the controller (design §10). */
export function createApp(options: AppOptions): Hono {
  const { controller, store, events } = options;
  const app = new Hono();

  app.onError((error, context) => {
    const code = error instanceof QbtcError ? error.code : 'Internal';
    const mend = error instanceof QbtcError ? error.mend : undefined;
    return context.json({ code, message: messageOf(error), ...(mend ? { mend } : {}) }, STATUS[code] ?? 500);
  });
  app.notFound((context) => context.json({ code: 'NotFound', message: 'there is nothing here' }, 404));

  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', (context) => context.text('ok\n'));
  const guarded = guard(options.token, options.hosts);
  if (!isLoopback(options.listensOn)) app.use('/metrics', guarded);
  app.get('/metrics', async (context) =>
    context.body(await options.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );

  const api = new Hono();
  api.use(guarded, bodyLimit({ maxSize: MAX_BODY }));
  const document = (key: string): QbtcStack => {
    const stack = store.get(key);
    if (!stack) throw store.absence(key);
    return documentOf(stack, store.status(key));
  };

  api.get('/stacks', (context) => context.json({ items: store.keys().map(document), damaged: store.damaged }));
  const stack = new Hono<{ Variables: { key: string } }>();
  stack.use('*', async (context, next) => {
    context.set('key', `${context.req.param('namespace') ?? ''}/${context.req.param('name') ?? ''}`);
    await next();
  });
  stack.get('/', (context) => context.json(document(context.get('key'))));
  stack.put('/', async (context) => {
    if (options.ending.aborted) throw new QbtcError('the controller is ending', { code: 'Stopping' });
    const key = context.get('key');
    const before = store.get(key);
    const admission = options.admit(await jsonOf(context.req), before?.resource);
    if (!admission.ok) throw new QbtcError(admission.errors.join('\n'), { code: admission.code });
    const { namespace, name } = admission.resource.metadata;
    if (`${namespace}/${name}` !== key)
      throw new QbtcError(`the resource is ${namespace}/${name}, the address says ${key}`, { code: 'Invalid' });
    const { changed } = await controller.accept(admission.resource, admission.secrets);
    context.header('X-QBTC-Changed', String(changed));
    if (admission.warnings.length > 0) context.header('Warning', warningHeader(admission.warnings));
    return context.json(document(key), before ? 200 : 201);
  });
  stack.delete('/', async (context) => {
    const key = context.get('key');
    const orphaned = context.req.query('orphan') === 'true';
    await controller.ask(key, { deleting: true, ...(orphaned ? { orphaned } : {}) });
    return context.json(document(key), 202);
  });
  stack.post('/reconcile', async (context) => {
    const key = context.get('key');
    const { actions } = await controller.reconcileNow(key);
    return context.json({
      actions: actions.map(({ id, type, target, cause, dependsOn }) => ({ id, type, target, cause, dependsOn })),
    });
  });
  for (const verb of ['stop', 'start', 'restart'] as const) {
    stack.post(`/${verb}`, async (context) => {
      const key = context.get('key');
      await hold(controller, store, key, verb, serviceIn(await jsonOf(context.req)));
      return context.json(document(key));
    });
  }
  stack.post('/gateway', async (context) => {
    const key = context.get('key');
    const gatewayMode = modeIn(await jsonOf(context.req));
    const { spec } = document(key);
    if (!spec.gateway.apisix && gatewayMode !== 'Auto')
      throw new QbtcError(`stack ${key} has no APISIX to choose: the front door goes straight to its services`, {
        code: 'Invalid',
        mend: 'Declare spec.gateway.apisix.',
      });
    await controller.ask(key, { gatewayMode });
    return context.json(document(key));
  });
  stack.get('/score/history', (context) => {
    const uid = document(context.get('key')).metadata.uid ?? '';
    return context.json({ points: controller.recorder.scores.of(uid) });
  });
  stack.get('/logs', (context) => {
    const key = context.get('key');
    const stackOfLogs = document(key);
    const { service, tail, follow } = context.req.query();
    const endpoint = stackOfLogs.spec.docker?.host;
    const engine = usesEngine(stackOfLogs.spec) ? { engine: endpoint === undefined ? {} : { engine: endpoint } } : {};
    const uid = stackOfLogs.metadata.uid ?? '';
    const query = { uid, service, tail: Number(tail ?? 0), follow: follow === 'true', ...engine };
    return streamLogs(context, (signal) => options.logs(query, signal));
  });
  api.route('/stacks/:namespace/:name', stack);
  api.get('/report', async (context) => {
    const key = context.req.query('stack');
    if (key !== undefined && !store.get(key)) throw store.absence(key);
    return context.json(await options.report(key));
  });
  api.get('/events', (context) => streamEvents(context, events, options.closing));
  app.route('/api/v1', api);
  return app;
}

/** The body as JSON. */
async function jsonOf(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch (error) {
    throw new QbtcError('the body is not JSON', { code: 'BadRequest', cause: error });
  }
}

function modeIn(body: unknown): GatewayMode {
  const mode = typeof body === 'object' && body !== null && 'mode' in body ? String(body.mode) : '';
  const found = GATEWAY_MODES[mode.toLowerCase()];
  if (found) return found;
  throw new QbtcError('the body must be {"mode": "apisix"}, {"mode": "fallback"} or {"mode": "auto"}', {
    code: 'Invalid',
  });
}

function serviceIn(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'service' in body && typeof body.service === 'string')
    return body.service;
  throw new QbtcError('the body must be {"service": NAME}', { code: 'Invalid' });
}

/** Holds a service down, lets it go, or asks for a rollout of what it is. */
async function hold(
  controller: Controller,
  store: StackStore,
  key: string,
  verb: 'stop' | 'start' | 'restart',
  service: string,
): Promise<void> {
  const stack = store.get(key);
  const declared = stack?.resource.spec.services.find(({ name }) => name === service);
  if (!stack) throw store.absence(key);
  if (!declared) {
    const names = stack.resource.spec.services.map(({ name }) => name).join(', ');
    throw new QbtcError(`stack ${key} has no service ${service}`, { code: 'NotFound', mend: `It has: ${names}.` });
  }
  if (declared.external) {
    throw new QbtcError(`service ${service} is external: it is not ours to ${verb}`, {
      code: 'Invalid',
      mend: 'Do it where the service runs.',
    });
  }
  await controller.ask(key, (kept) => {
    const released = kept.stopped.filter((name) => name !== service);
    if (verb === 'stop') return { stopped: [...released, service] };
    if (verb === 'start') return { stopped: released };
    return { stopped: released, restarts: { ...kept.restarts, [service]: (kept.restarts[service] ?? 0) + 1 } };
  });
}
