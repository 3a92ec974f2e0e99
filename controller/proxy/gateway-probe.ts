import { Agent, request } from 'node:http';
import { messageOf } from '../api/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { isRefusal } from './targets.ts';

/** Milliseconds for an answer. A data plane that is alive answers a path that nobody has within a few. */
const BOUND = 1000;

/** Matched by no route of its own; whatever is answered to it was answered by a living data plane. */
const PATH = '/.well-known/qbtc-gateway-probe';

/**
 * Asks a data plane for anything, over a connection of its own: one that is open proves nothing, and one that can be opened proves no more
 * than that somebody listens. Resolves with an empty text when it answered, else with what went wrong.
 */
export function probeGateway(endpoint: Endpoint): Promise<string> {
  const { host, port, lookup, forbidden, key } = endpoint;
  if (forbidden !== undefined) return Promise.resolve(`${key} is ${forbidden}, which no request may go to`);
  const agent = new Agent({ lookup });
  return new Promise((resolve) => {
    const asked = request({ host, port, path: PATH, agent, timeout: BOUND, headers: { Connection: 'close' } });
    const deadline = setTimeout(() => {
      asked.destroy(new Error(`no answer within ${BOUND / 1000} s`));
    }, BOUND);
    const settle = (problem: string): void => {
      clearTimeout(deadline);
      asked.destroy();
      agent.destroy();
      resolve(problem);
    };
    asked.on('response', () => {
      settle('');
    });
    asked.on('error', (error) => {
      settle(isRefusal(error) ? messageOf(error) : `${key}: ${messageOf(error)}`);
    });
    asked.end();
  });
}
