import type { EnvVar, Service } from '../api/generated/resource.ts';
import type { Launch } from '../api/runtime.ts';
import { renderTemplate, type TemplateValues } from '../spec/templates.ts';
import type { AddressBook } from './view.ts';

/** Everything that a runtime needs to create an instance, with templates filled in. */
export function launchOf(
  service: Service,
  slot: number,
  revision: string,
  ports: Readonly<Record<string, number>>,
  addressOf: AddressBook,
): Launch {
  const values: TemplateValues = { ports, slot, hostBind: service.ports[0]?.hostAddress ?? '127.0.0.1', addressOf };
  const { command = [], env = [] } = service.process ?? service.docker ?? {};
  return {
    service,
    slot,
    revision,
    ports,
    command: command.map((text) => renderTemplate(text, values)),
    env: Object.fromEntries(plainValues(env).map(([name, value]) => [name, renderTemplate(value, values)])),
  };
}

const plainValues = (env: readonly EnvVar[]): [string, string][] =>
  env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
