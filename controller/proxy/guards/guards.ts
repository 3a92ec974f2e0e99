import type { RouteTable, TableRoute } from '../../api/route-table.ts';
import { guardsIn, pluginEntries } from '../../routing/plugins.ts';
import { type Answer, throughGatewayOnly } from '../answers.ts';
import { basicAuth, keyAuth } from './authentication.ts';
import type { Config } from './config.ts';
import { realIp, requestId } from './identity.ts';
import { limitCount, limitReq, type LimitState } from './limits.ts';
import { ipRestriction, uaRestriction } from './restrictions.ts';
import type { Step, Visit } from './visit.ts';

/** Milliseconds on a clock that never jumps. */
const clock = (): number => performance.now();

interface Context {
  readonly consumers: NonNullable<RouteTable['consumers']>;
  readonly limits: LimitState;
  /** The route says that it is served without what cannot be enforced. */
  readonly isOpen: boolean;
}

/** What the front door carries of APISIX's plugins, in the order in which APISIX runs them: `rewrite` first, then `access`. */
const PLUGINS: Readonly<
  Record<string, { readonly phase: 'rewrite' | 'access'; readonly priority: number; readonly compile: Compile }>
> = {
  'real-ip': { phase: 'rewrite', priority: 23_000, compile: realIp },
  'request-id': { phase: 'rewrite', priority: 12_015, compile: requestId },
  'basic-auth': {
    phase: 'rewrite',
    priority: 2520,
    compile: (config, { consumers, isOpen }) => basicAuth(config, consumers, isOpen),
  },
  'key-auth': {
    phase: 'rewrite',
    priority: 2500,
    compile: (config, { consumers, isOpen }) => keyAuth(config, consumers, isOpen),
  },
  'ip-restriction': { phase: 'access', priority: 3000, compile: ipRestriction },
  'ua-restriction': { phase: 'access', priority: 2999, compile: uaRestriction },
  'limit-count': {
    phase: 'access',
    priority: 1002,
    compile: (config, { limits }) => limitCount(config, limits, clock),
  },
  'limit-req': { phase: 'access', priority: 1001, compile: (config, { limits }) => limitReq(config, limits, clock) },
};
type Compile = (config: Config, context: Context) => Step | undefined;

/** The plugins of a route, as far as they concern a request that goes past APISIX. */
export interface Guards {
  /** Says who the client is; before a redirect, as APISIX does. */
  readonly identify: Step;
  /** Lets it in, or not. */
  readonly admit: Step;
  /** Why it lets in nobody; undefined when it does. */
  readonly refuses?: string;
}

/**
 * Compiles a route's plugins, but for those that something else carries; undefined when it has none that matter here. Where one of them guards the route and cannot be enforced, or the
 * route is to be served through APISIX only, every request is refused (I13).
 */
export function compileGuards(
  route: TableRoute,
  table: Pick<RouteTable, 'consumers' | 'guards'>,
  carried: ReadonlySet<string>,
  limits: LimitState,
): Guards | undefined {
  const { fallback = 'Auto' } = route;
  if (fallback === 'Deny') return refusing('fallback: Deny');
  const context = { consumers: table.consumers ?? [], limits, isOpen: fallback === 'Allow' };
  const steps: { readonly phase: string; readonly priority: number; readonly step: Step }[] = [];
  const unenforced: string[] = [...(table.guards ?? [])];
  const guards = new Set(guardsIn(route.plugins ?? {}));
  for (const [name, config] of pluginEntries(route.plugins ?? {})) {
    const known = PLUGINS[name];
    const step = config && known?.compile(config, context);
    if (known && step) steps.push({ ...known, step });
    else if (guards.has(name) && !carried.has(name)) unenforced.push(name);
  }
  const [first] = unenforced;
  if (first !== undefined && fallback === 'Auto') return refusing(`plugin ${first}`);
  if (steps.length === 0) return undefined;
  steps.sort((a, b) => b.priority - a.priority);
  const run = (phase: string): Step => {
    const chain = steps.filter((step) => step.phase === phase).map(({ step }) => step);
    return (visit) => firstAnswer(chain, visit);
  };
  return { identify: run('rewrite'), admit: run('access') };
}

function refusing(why: string): Guards {
  const answer = throughGatewayOnly(why);
  return { identify: () => answer, admit: () => answer, refuses: why };
}

function firstAnswer(chain: readonly Step[], visit: Visit): Answer | undefined {
  for (const step of chain) {
    const answer = step(visit);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
