import { hostname, release } from 'node:os';
import type { Engine } from '../../api/engine.ts';
import { EngineApi } from './api.ts';
import { containerCalls } from './containers.ts';
import { type Environment, findEndpoint } from './endpoint.ts';
import { eventCalls } from './events.ts';
import { execCalls } from './exec.ts';
import { imageCalls } from './images.ts';
import { logCalls } from './logs.ts';
import { networkCalls } from './networks.ts';

export interface EngineOptions {
  /** In DOCKER_HOST's form; without it the one that the `docker` command would take. */
  readonly endpoint?: string;
  /** For DOCKER_HOST and its companions; the program's own by default. */
  readonly environment?: Environment;
}

/** Connects at the first call, so a missing engine, or an endpoint that cannot be used, is the failure of a call. */
export function createEngine({ endpoint: given, environment = process.env }: EngineOptions = {}): Engine {
  const endpoint = findEndpoint(given, environment);
  const api = new EngineApi(endpoint);
  return {
    endpoint: endpoint.text,
    async info(signal) {
      const info = await api.json<Info>({ task: 'ask the engine about itself', method: 'GET', path: '/info' }, signal);
      const { version, apiVersion } = await api.version(signal);
      return { version, apiVersion, reachable: endpoint.text.startsWith('unix:') && sharesKernel(info) };
    },
    ...containerCalls(api),
    ...networkCalls(api),
    ...imageCalls(api),
    ...execCalls(api),
    ...logCalls(api),
    ...eventCalls(api),
  };
}

interface Info {
  readonly Name: string;
  readonly OperatingSystem: string;
  readonly KernelVersion: string;
  readonly SecurityOptions: readonly string[] | null;
}

/** A forwarded socket has another host behind it; Docker Desktop has a kernel of its own; a rootless engine has networks that the host does not see. */
const sharesKernel = ({ Name, OperatingSystem, KernelVersion, SecurityOptions }: Info): boolean =>
  KernelVersion === release() &&
  Name === hostname() &&
  OperatingSystem !== 'Docker Desktop' &&
  !(SecurityOptions ?? []).some((option) => option.startsWith('name=rootless'));
