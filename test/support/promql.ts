import { parser } from '@prometheus-io/lezer-promql';

/** What an expression of PromQL asks for. */
export interface Query {
  readonly metrics: ReadonlySet<string>;
  /** Labels that are matched, by metric. */
  readonly matched: readonly { readonly metric: string; readonly label: string }[];
  /** Labels by which it groups or joins. */
  readonly grouped: ReadonlySet<string>;
}

/** Throws, naming the place, for what is no PromQL. */
export function parseQuery(expression: string): Query {
  const metrics = new Set<string>();
  const matched: { metric: string; label: string }[] = [];
  const grouped = new Set<string>();
  let metric = '';
  let isGrouping = false;
  parser.parse(expression).iterate({
    enter: ({ name, from, to, type }) => {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expression}`);
      if (name === 'Identifier') metrics.add((metric = text));
      if (name === 'GroupingLabels') isGrouping = true;
      if (name === 'LabelMatchers') isGrouping = false;
      if (name === 'LabelName' && isGrouping) grouped.add(text);
      else if (name === 'LabelName') matched.push({ metric, label: text });
    },
    leave: ({ name }) => {
      if (name === 'GroupingLabels') isGrouping = false;
    },
  });
  return { metrics, matched, grouped };
}

/** The labels of each metric in an answer in the Prometheus text format. */
export function labelsIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const names = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/([a-z_]+)="(?:[^"\\]|\\.)*"/g)) names.add(label);
    found.set(name, names);
  }
  return found;
}
