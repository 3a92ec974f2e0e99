import type { TableRoute } from '../api/route-table.ts';
import { type AnswerRewrite, compileAnswerRewrite } from '../routing/answer-rewrite.ts';
import { corsOf, corsOfPlugin, type CorsPolicy } from '../routing/cors.ts';
import { pluginEntries } from '../routing/plugins.ts';
import { type Redirect, redirectOf, redirectOfPlugin } from '../routing/redirect.ts';

/** What a route makes of requests and answers beside passing them on: by its own fields, or by the plugins that these stand for. */
export interface Shapes {
  readonly redirect: Redirect | undefined;
  readonly cors: CorsPolicy | undefined;
  /** Bytes; 0 for no bound. */
  readonly maxBodyBytes: number;
  readonly answerRewrite: AnswerRewrite | undefined;
  /** The plugins that are carried by this. */
  readonly carried: ReadonlySet<string>;
}

/** Throws on a bad regular expression of a field; a plugin that cannot be compiled is not carried. */
export function shapesOf(route: TableRoute): Shapes {
  const plugins = new Map(pluginEntries(route.plugins ?? {}));
  const carried = new Set<string>();
  const compile = <T>(
    name: string,
    make: (config: Readonly<Record<string, unknown>>) => T | undefined,
  ): T | undefined => {
    const config = plugins.get(name)?.rest;
    if (config === undefined) return undefined;
    try {
      const made = make(config);
      if (made !== undefined) carried.add(name);
      return made;
    } catch {
      return undefined;
    }
  };
  return {
    redirect: redirectOf(route) ?? compile('redirect', redirectOfPlugin),
    cors: corsOf(route) ?? compile('cors', corsOfPlugin),
    maxBodyBytes: route.maxBodyBytes > 0 ? route.maxBodyBytes : (compile('client-control', bodyBound) ?? 0),
    answerRewrite: compile('response-rewrite', compileAnswerRewrite),
    carried,
  };
}

const bodyBound = ({ max_body_size: bytes, ...rest }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof bytes === 'number' && Object.keys(rest).length === 0 ? bytes : undefined;
