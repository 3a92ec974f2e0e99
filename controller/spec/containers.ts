import type { DockerSpec, QbtcStack, Resources, Service, StackSpec } from '../api/generated/resource.ts';
import { capabilityOf, CAPABILITIES, isDevice, isExtraHost } from './container-fields.ts';
import type { Problem } from './diagnostic.ts';
import { imageFault } from './image.ts';
import { bytesOf } from '../api/quantity.ts';
import { formatPath, type Path } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** A container that a stack may run. */
export interface Container {
  readonly service: Service;
  readonly docker: DockerSpec;
  readonly path: Path;
}

/** What runs as a container: services, and alternatives of services. */
export const containersOf = ({ services }: StackSpec): Container[] =>
  services.flatMap((service, index) => {
    const path = ['spec', 'services', index];
    const own = service.docker ? [{ service, docker: service.docker, path: [...path, 'docker'] }] : [];
    const others = service.alternatives.flatMap(({ docker }, at) =>
      docker ? [{ service, docker, path: [...path, 'alternatives', at, 'docker'] }] : [],
    );
    return [...own, ...others];
  });

/** Finds what an engine would refuse in a container, and what is the controller's own in it. */
export function containerProblems({ spec }: QbtcStack): Problem[] {
  const containers = containersOf(spec);
  return [
    ...containers.flatMap(({ docker, path }) => [
      ...imageProblems(docker.image, [...path, 'image']),
      ...resourceProblems(docker.resources, [...path, 'resources']),
      ...docker.extraHosts.flatMap((text, index) => extraHostProblems(text, [...path, 'extraHosts', index])),
      ...docker.devices.flatMap((text, index) => deviceProblems(text, [...path, 'devices', index])),
      ...(['capAdd', 'capDrop'] as const).flatMap((field) =>
        docker[field].flatMap((name, index) => capabilityProblems(name, [...path, field, index])),
      ),
      ...labelProblems(docker.labels, [...path, 'labels']),
    ]),
    ...nameProblems(containers),
  ];
}

/** An empty name was reported as missing already. */
function imageProblems(image: string, path: Path): Problem[] {
  const message = image === '' ? undefined : imageFault(image);
  return message === undefined ? [] : [{ path, message }];
}

/** The least that an engine takes (https://docs.docker.com/engine/containers/resource_constraints/). */
const LEAST = { cpus: 0.01, memory: '6Mi' } as const;

function resourceProblems({ cpus, memory }: Resources = {}, path: Path): Problem[] {
  const problems: Problem[] = [];
  if (cpus !== undefined && Number(cpus) < LEAST.cpus) {
    problems.push({ path: [...path, 'cpus'], message: `must be at least ${LEAST.cpus}` });
  }
  if (memory !== undefined && bytesOf(memory) < bytesOf(LEAST.memory)) {
    problems.push({ path: [...path, 'memory'], message: `must be at least ${LEAST.memory}, for a container` });
  }
  if (memory !== undefined && bytesOf(memory) > Number.MAX_SAFE_INTEGER) {
    problems.push({ path: [...path, 'memory'], message: 'is more than any machine has' });
  }
  return problems;
}

function extraHostProblems(text: string, path: Path): Problem[] {
  if (isExtraHost(text)) return [];
  return [{ path, message: 'must be HOST:ADDRESS or HOST=ADDRESS, with an IP address or host-gateway' }];
}

function deviceProblems(text: string, path: Path): Problem[] {
  if (isDevice(text)) return [];
  return [{ path, message: 'must be HOST[:CONTAINER[:rwm]], with absolute paths, like /dev/ttyUSB0:/dev/ttyUSB0:rw' }];
}

function capabilityProblems(name: string, path: Path): Problem[] {
  const capability = capabilityOf(name);
  if (CAPABILITIES.includes(capability)) return [];
  return [{ path, message: `there is no such capability${didYouMean(capability, CAPABILITIES)}` }];
}

/** By labels that begin so the controller knows what is its own. */
const OWN_LABELS = 'qbtc.dev/';

const labelProblems = (labels: Readonly<Record<string, string>> = {}, path: Path): Problem[] =>
  Object.keys(labels)
    .filter((name) => name.startsWith(OWN_LABELS))
    .map((name) => {
      const message = `labels that begin with ${OWN_LABELS} are kept for the controller, which finds its own by them`;
      return { path: [...path, name], message, at: 'key' };
    });

/** Names that are made from stack, service and slot end so. */
const GENERATED = /^qbtc-.+-\d+-[0-9a-z]{8}(-next)?$/;

function nameProblems(containers: readonly Container[]): Problem[] {
  const taken = new Map<string, Container>();
  return containers.flatMap((container): Problem[] => {
    const name = container.docker.containerName;
    if (name === undefined) return [];
    const path = [...container.path, 'containerName'];
    if (GENERATED.test(name)) return [{ path, message: 'has the form of the names that the controller makes itself' }];
    const earlier = taken.get(name);
    taken.set(name, earlier ?? container);
    if (!earlier || earlier.service === container.service) return [];
    const where = formatPath([...earlier.path, 'containerName']);
    return [{ path, message: `"${name}" is the name of another container; also at ${where}` }];
  });
}
