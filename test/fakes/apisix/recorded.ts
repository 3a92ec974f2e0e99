import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from './lua-schema.ts';

/** One request to a real APISIX, and its answer. */
export interface Exchange {
  readonly case: string;
  readonly request: {
    readonly method: string;
    readonly port: number;
    readonly path: string;
    /** Which X-API-KEY it has; `query` when the key is in the path. */
    readonly key?: 'admin' | 'viewer' | 'wrong' | 'none' | 'query';
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    /** 0 when there was none in time. */
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

// A bench runs as one file in dist/bench.
const root = ['../../..', '../..']
  .map((up) => join(import.meta.dirname, up))
  .find((up) => existsSync(`${up}/package.json`));
const path = join(root ?? '', 'test/fixtures/apisix/transcript.json');

/** What APISIX 3.18.0 answered, request by request, in the order in which it was asked. */
export const transcript: readonly Exchange[] = (JSON.parse(readFileSync(path, 'utf8')) as Partial<Exchange>[]).filter(
  (entry): entry is Exchange => entry.request?.port !== undefined && entry.response !== undefined,
);

/** The answer of one exchange. */
export function recorded(name: string): unknown {
  const found = transcript.find((exchange) => exchange.case === name);
  if (!found) throw new Error(`nothing was recorded as ${name}`);
  return found.response.body;
}

/** The schemas that it handed out. */
export const schemaOf = (kind: string): Schema => recorded(`schema/${kind}`) as Schema;
