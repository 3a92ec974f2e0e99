import type { QbtcStack, Service } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';
import type { Path } from './schema.ts';
import { createSuggestions, didYouMean } from './suggest.ts';
import { parseTemplate, templatedTexts } from './templates.ts';

/** Finds names of services, ports and templates that stand for nothing. */
export function referenceProblems({ spec }: QbtcStack): Problem[] {
  const names = new Names(spec.services);
  return [
    ...spec.services.flatMap((service, index) => serviceProblems(service, ['spec', 'services', index], names)),
    ...spec.routes.flatMap(({ backends }, route) =>
      backends.flatMap(({ service, port }, index) => {
        const path = ['spec', 'routes', route, 'backends', index];
        return names.portProblems(service, port, { service: [...path, 'service'], port: [...path, 'port'] });
      }),
    ),
    ...names.serviceProblems(spec.gateway.apisix?.service, ['spec', 'gateway', 'apisix', 'service']),
    ...(['redis', 'rabbitmq'] as const).flatMap((kind) =>
      spec.monitoring[kind].flatMap(({ service }, index) =>
        names.serviceProblems(service, ['spec', 'monitoring', kind, index, 'service']),
      ),
    ),
  ];
}

/** What there is to name. An empty name was reported as missing already. */
class Names {
  readonly #services: ReadonlyMap<string, Service>;
  readonly #known: readonly string[];
  readonly #suggest = createSuggestions();

  constructor(services: readonly Service[]) {
    this.#services = new Map(services.map((service) => [service.name, service]));
    this.#known = [...this.#services.keys()].filter((name) => name !== '');
  }

  get(name: string): Service | undefined {
    return this.#services.get(name);
  }

  serviceProblems(name: string | undefined, path: Path): Problem[] {
    if (name === undefined || name === '' || this.#services.has(name)) return [];
    return [{ path, message: `there is no service "${name}"${this.#suggest(name, this.#known)}` }];
  }

  portProblems(serviceName: string, portName: string, paths: { service: Path; port: Path }): Problem[] {
    const service = this.#services.get(serviceName);
    if (!service) return this.serviceProblems(serviceName, paths.service);
    return ownPortProblems(service, portName, paths.port, `service "${serviceName}" has`);
  }
}

function ownPortProblems(service: Service, name: string, path: Path, subject = 'the service has'): Problem[] {
  const ports = service.ports.map((port) => port.name);
  if (name === '' || ports.includes(name)) return [];
  if (ports.length === 0) return [{ path, message: `${subject} no port "${name}": it declares no ports` }];
  return [{ path, message: `${subject} no port "${name}"${didYouMean(name, ports)}` }];
}

function serviceProblems(service: Service, path: Path, names: Names): Problem[] {
  return [
    ...dependencyProblems(service, path, names),
    ...templatedTexts(service).flatMap((text) => templateProblems(service, text.text, [...path, ...text.path], names)),
    ...probeProblems(service, path),
  ];
}

function dependencyProblems(service: Service, path: Path, names: Names): Problem[] {
  return service.dependsOn.flatMap(({ name, condition }, index) => {
    const at = [...path, 'dependsOn', index];
    const dependency = names.get(name);
    if (!dependency) return names.serviceProblems(name, [...at, 'name']);
    if (condition !== 'Completed' || dependency.oneShot) return [];
    const message = `"${name}" never completes: only a service with oneShot: true does`;
    return [{ path: [...at, 'condition'], message }];
  });
}

function templateProblems(service: Service, text: string, path: Path, names: Names): Problem[] {
  if (!text.includes('{{')) return [];
  return parseTemplate(text).flatMap((part): Problem[] => {
    if (part.kind === 'text') return [];
    if (part.kind === 'error') return [{ path, message: part.message }];
    const { name } = part;
    if (name.kind === 'port') return ownPortProblems(service, name.port, path);
    return name.kind === 'address' ? names.portProblems(name.service, name.port, { service: path, port: path }) : [];
  });
}

function probeProblems({ ports, probe, ...service }: Service, path: Path): Problem[] {
  return (['http', 'tcp', 'redis', 'amqp', 'postgres'] as const).flatMap((kind) => {
    const found = probe?.[kind];
    if (!found) return [];
    const at = [...path, 'probe', kind];
    if (found.port !== undefined) return ownPortProblems({ ...service, ports }, found.port, [...at, 'port']);
    return ports.length > 0 ? [] : [{ path: at, message: 'the probe needs a port, and the service declares none' }];
  });
}
