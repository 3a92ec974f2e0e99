import { isRecord } from '../api/records.ts';
import { parseHeaderLines } from './header-lines.ts';
import { pcre } from './pcre.ts';

/** The response-rewrite plugin, as far as the front door carries it (apisix/plugins/response-rewrite.lua). */
export interface AnswerRewrite {
  /** Whether it is for an answer with this status. */
  readonly applies: (status: number) => boolean;
  readonly status: number | undefined;
  readonly headers: {
    readonly set: readonly (readonly [name: string, value: string])[];
    /** One name may be there several times. */
    readonly add: readonly (readonly [name: string, value: string])[];
    readonly remove: readonly string[];
  };
  /** Makes another body of the whole one; undefined leaves it. */
  readonly body: ((whole: Buffer) => Buffer) | undefined;
  /** What the service sends is of no account. */
  readonly isConstant: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for what it does not know: nobody gets an answer that APISIX would have changed. */
export function compileAnswerRewrite(config: Fields): AnswerRewrite | undefined {
  const { status_code: status, body, body_base64: isBase64, headers = {}, vars = [], filters, ...rest } = config;
  const applies = conditionOf(vars);
  const changes = changesOf(headers);
  const change = filters === undefined ? replacement(body, isBase64 === true) : filterChain(filters);
  if (Object.keys(rest).length > 0 || !applies || !changes || change === 'unknown') return undefined;
  if (status !== undefined && typeof status !== 'number') return undefined;
  return { applies, status, headers: changes, body: change, isConstant: filters === undefined };
}

function replacement(body: unknown, isBase64: boolean): AnswerRewrite['body'] | 'unknown' {
  if (body === undefined) return undefined;
  if (typeof body !== 'string') return 'unknown';
  const bytes = Buffer.from(body, isBase64 ? 'base64' : 'utf8');
  return () => bytes;
}

function filterChain(filters: unknown): AnswerRewrite['body'] | 'unknown' {
  if (!Array.isArray(filters)) return 'unknown';
  const steps: ((text: string) => string)[] = [];
  for (const filter of filters as unknown[]) {
    if (!isRecord(filter)) return 'unknown';
    const { regex, scope = 'once', replace, options = 'jo', ...rest } = filter;
    if (typeof regex !== 'string' || typeof replace !== 'string' || typeof options !== 'string') return 'unknown';
    if (Object.keys(rest).length > 0 || !/^[jois]*$/.test(options)) return 'unknown';
    const flags = `${scope === 'global' ? 'g' : ''}${options.includes('i') ? 'i' : ''}${options.includes('s') ? 's' : ''}`;
    const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
    try {
      const pattern = pcre(regex, flags);
      // `$0` is the whole match there.
      const template = latin1(replace)
        .replace(/\$0|\$\{0\}/g, () => '$&')
        .replace(/\$\{(\d+)\}/g, (_, group: string) => `$${group}`);
      steps.push((text) => text.replace(pattern, template));
    } catch {
      return 'unknown';
    }
  }
  return (whole) =>
    Buffer.from(
      steps.reduce((text, step) => step(text), whole.toString('latin1')),
      'latin1',
    );
}

/** `[["status", "==", 404]]`: all have to hold. */
function conditionOf(vars: unknown): AnswerRewrite['applies'] | undefined {
  if (!Array.isArray(vars)) return undefined;
  const tests = (vars as unknown[]).map((condition) => {
    if (!Array.isArray(condition) || condition.length !== 3) return undefined;
    const [name, operator, value] = condition as unknown[];
    if (name !== 'status' || typeof value !== 'number') return undefined;
    return COMPARISONS[String(operator)]?.(value);
  });
  return tests.every((test) => test !== undefined) ? (status) => tests.every((test) => test(status)) : undefined;
}

const COMPARISONS: Readonly<Record<string, (wanted: number) => (status: number) => boolean>> = {
  '==': (wanted) => (status) => status === wanted,
  '~=': (wanted) => (status) => status !== wanted,
  '>': (wanted) => (status) => status > wanted,
  '>=': (wanted) => (status) => status >= wanted,
  '<': (wanted) => (status) => status < wanted,
  '<=': (wanted) => (status) => status <= wanted,
};

function changesOf(headers: unknown): AnswerRewrite['headers'] | undefined {
  if (!isRecord(headers)) return undefined;
  const isStructured = ['set', 'add', 'remove'].some((name) => name in headers);
  const { set = {}, add = [], remove = [] } = isStructured ? headers : { set: headers };
  if (!isRecord(set) || !Array.isArray(add) || !Array.isArray(remove)) return undefined;
  const added = parseHeaderLines(add);
  return (
    added && {
      set: Object.entries(set).map(([name, value]) => [name, String(value)]),
      add: added,
      remove: remove.map(String),
    }
  );
}
