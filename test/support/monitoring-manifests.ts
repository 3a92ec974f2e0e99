import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../manifests/monitoring');
export const ALERTS = join(FOLDER, 'alerts.yaml');

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export const readAlerts = async (): Promise<AlertFile> => parse(await readFile(ALERTS, 'utf8')) as AlertFile;

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
}

const readDashboard = async (): Promise<Dashboard> =>
  JSON.parse(await readFile(join(FOLDER, 'dashboard.json'), 'utf8')) as Dashboard;

/** An expression with where it stands, and the labels that words for people take out of its result. */
export interface Expression {
  readonly at: string;
  readonly expr: string;
  readonly told: readonly string[];
}

const labelsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, label = '']) => label);

/** Every expression in the manifests; variables of the dashboard take everything. */
export async function expressions(): Promise<Expression[]> {
  const { groups } = await readAlerts();
  const { panels, templating } = await readDashboard();
  const rules = groups.flatMap((group) => group.rules);
  const variables = templating.list.flatMap(({ query }) =>
    [...(/^label_values\((\w+), (\w+)\)$/.exec(query) ?? [])].slice(1, 3),
  );
  return [
    ...rules.map(({ alert, expr, annotations }) => ({
      at: `alert ${alert}`,
      expr,
      told: labelsIn(Object.values(annotations).join(' '), /\$labels\.(\w+)/g),
    })),
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({
        at: `panel ${title}`,
        expr: expr.replaceAll('$stack', '.*'),
        told: labelsIn(legendFormat, /\{\{(\w+)\}\}/g),
      })),
    ),
    { at: 'variable stack', expr: variables[0] ?? '', told: variables.slice(1) },
  ];
}
