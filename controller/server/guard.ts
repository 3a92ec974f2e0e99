import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Lets a request to the API through only with the bearer token, and only when Host (and Origin, when there is one) name this server:
 * so no web page can speak to it, whatever a name resolves to (DNS rebinding).
 *
 * @param hosts lower-case `host:port` values under which the server is addressed
 */
export function guard(token: string, hosts: ReadonlySet<string>): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase();
    if (host === undefined || !hosts.has(host)) {
      return context.json({ code: 'WrongHost', message: 'the Host header does not name this server' }, 421);
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^https?:\/\//, ''))) {
      return context.json({ code: 'WrongOrigin', message: 'requests from other origins are refused' }, 403);
    }
    if (!timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) {
      return context.json(
        { code: 'Unauthorized', message: 'the bearer token is missing or wrong; it is in controller.json' },
        401,
      );
    }
    await next();
    return undefined;
  };
}
