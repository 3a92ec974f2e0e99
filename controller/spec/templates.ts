import { QbtcError } from '../api/errors.ts';
import type { Service } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';

/** One thing that a template may stand for. */
type TemplateName =
  | { readonly kind: 'port'; readonly port: string }
  | { readonly kind: 'slot' }
  | { readonly kind: 'bind' }
  | { readonly kind: 'address'; readonly service: string; readonly port: string };

/** A part of a text: as it is, a template, or what looks like a template and is none. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'template'; readonly name: TemplateName }
  | { readonly kind: 'error'; readonly message: string };

/** What templates stand for in one instance. */
export interface TemplateValues {
  /** Port numbers of the instance, by port name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly slot: number;
  /** The address to listen on. */
  readonly hostBind: string;
  /** Where a port of another service is reached, undefined when there is no such port. */
  addressOf(service: string, port: string): Address | undefined;
}

/** A service and its port that another service names in a template. */
export interface AddressReference {
  readonly service: string;
  readonly port: string;
}

const OPEN = '{{';
const CLOSE = '}}';
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const PORT = new RegExp(`^port\\.(${LABEL})$`);
const ADDRESS = new RegExp(`^service\\.(${LABEL})\\.(${LABEL})\\.address$`);
const KNOWN = '{{port.NAME}}, {{slot}}, {{host.bind}} and {{service.NAME.PORT.address}}';

/** Splits a text at its templates. `{{{{` is an escaped `{{`. */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let rest = text;
  for (let open = rest.indexOf(OPEN); open >= 0; open = rest.indexOf(OPEN)) {
    if (open > 0) parts.push({ kind: 'text', text: rest.slice(0, open) });
    rest = rest.slice(open + OPEN.length);
    if (rest.startsWith(OPEN)) {
      parts.push({ kind: 'text', text: OPEN });
      rest = rest.slice(OPEN.length);
      continue;
    }
    const close = rest.indexOf(CLOSE);
    if (close < 0) {
      parts.push({ kind: 'error', message: 'a template is not closed; {{{{ stands for a literal {{' });
      return parts;
    }
    parts.push(parseName(rest.slice(0, close).trim()));
    rest = rest.slice(close + CLOSE.length);
  }
  if (rest !== '') parts.push({ kind: 'text', text: rest });
  return parts;
}

function parseName(name: string): TemplatePart {
  if (name === 'slot') return { kind: 'template', name: { kind: 'slot' } };
  if (name === 'host.bind') return { kind: 'template', name: { kind: 'bind' } };
  const port = PORT.exec(name)?.[1];
  if (port !== undefined) return { kind: 'template', name: { kind: 'port', port } };
  const [, service, servicePort] = ADDRESS.exec(name) ?? [];
  if (service !== undefined && servicePort !== undefined) {
    return { kind: 'template', name: { kind: 'address', service, port: servicePort } };
  }
  return { kind: 'error', message: `unknown template {{${name}}}; there are ${KNOWN}` };
}

/**
 * Fills the templates of a text in.
 *
 * @throws QbtcError (code InvalidTemplate) for what no validated spec holds: an unknown template, port or service
 */
export function renderTemplate(text: string, values: TemplateValues): string {
  if (!text.includes(OPEN)) return text;
  return parseTemplate(text)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const value = part.kind === 'template' ? valueOf(part.name, values) : undefined;
      if (value === undefined) throw invalidTemplate(part);
      return value;
    })
    .join('');
}

function valueOf(name: TemplateName, values: TemplateValues): string | undefined {
  switch (name.kind) {
    case 'slot':
      return String(values.slot);
    case 'bind':
      return values.hostBind;
    case 'port':
      return Object.hasOwn(values.ports, name.port) ? String(values.ports[name.port]) : undefined;
    case 'address': {
      const address = values.addressOf(name.service, name.port);
      return address && `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    }
  }
}

function invalidTemplate(part: TemplatePart): QbtcError {
  const message =
    part.kind === 'error'
      ? part.message
      : `no value for the template ${JSON.stringify('name' in part ? part.name : part)}`;
  return new QbtcError(message, { code: 'InvalidTemplate', disposition: 'terminal' });
}

/** A text of a service in which templates are filled in, and where it stands within the service. */
export interface TemplatedText {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every text of a service that may hold templates: commands, values of variables, and the path of an http probe. */
export function templatedTexts(service: Service): TemplatedText[] {
  const texts = launchTexts(service);
  const path = service.probe?.http?.path;
  if (path !== undefined) texts.push({ path: ['probe', 'http', 'path'], text: path });
  return texts;
}

function launchTexts(service: Service): TemplatedText[] {
  const runtimes = [
    ['docker', service.docker],
    ['process', service.process],
    ['kubernetes', service.kubernetes],
  ] as const;
  return runtimes.flatMap(([kind, runtime]) => [
    ...(runtime?.command ?? []).map((text, index) => ({ path: [kind, 'command', index], text })),
    ...(runtime?.env ?? []).flatMap(({ value }, index) =>
      value === undefined ? [] : [{ path: [kind, 'env', index, 'value'], text: value }],
    ),
  ]);
}

const namesIn = (texts: readonly TemplatedText[]): TemplateName[] =>
  texts
    .filter(({ text }) => text.includes(OPEN))
    .flatMap(({ text }) => parseTemplate(text))
    .flatMap((part) => (part.kind === 'template' ? [part.name] : []));

/** The ports of other services whose addresses a service wants to know, each once, in the order of their first mention. */
export function referencesOf(service: Service): AddressReference[] {
  const found = new Map<string, AddressReference>();
  for (const name of namesIn(templatedTexts(service))) {
    if (name.kind === 'address') found.set(`${name.service}.${name.port}`, { service: name.service, port: name.port });
  }
  return [...found.values()];
}

/** Names of the service's own ports whose numbers its command and variables learn from a template, so that they can vary. */
export function templatedPorts(service: Service): Set<string> {
  return new Set(namesIn(launchTexts(service)).flatMap((name) => (name.kind === 'port' ? [name.port] : [])));
}
