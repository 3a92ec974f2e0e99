import type { NetworkNeed } from '../api/facilities.ts';
import type { EnvVar, Service } from '../api/generated/resource.ts';
import type { Launch } from '../api/runtime.ts';
import { membershipsOf } from '../spec/networks.ts';
import { renderTemplate, type TemplateValues } from '../spec/templates.ts';
import type { AddressBook } from './address-book.ts';

export interface LaunchContext {
  readonly addresses: AddressBook;
  /** Those of the stack. */
  readonly networks: readonly NetworkNeed[];
}

/** Everything that a runtime needs to create an instance, with templates filled in. */
export function launchOf(
  service: Service,
  slot: number,
  revision: string,
  ports: Readonly<Record<string, number>>,
  { addresses, networks }: LaunchContext,
): Launch {
  const values: TemplateValues = {
    ports,
    slot,
    hostBind: bindAddress(service),
    addressOf: (name, port) => addresses.addressFor(service, name, port),
  };
  const { command = [], env = [] } = service.process ?? service.docker ?? {};
  return {
    service,
    slot,
    revision,
    ports,
    command: command.map((text) => renderTemplate(text, values)),
    env: Object.fromEntries(plainValues(env).map(([name, value]) => [name, renderTemplate(value, values)])),
    ...(service.docker ? { networks: membershipsOf(service, networks) } : {}),
  };
}

/** Where an instance is to listen: a container on all interfaces of its own network, which nobody reaches unless it is published. */
function bindAddress({ docker, ports }: Service): string {
  return docker && !docker.hostNetwork ? '0.0.0.0' : (ports[0]?.hostAddress ?? '127.0.0.1');
}

const plainValues = (env: readonly EnvVar[]): [string, string][] =>
  env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
