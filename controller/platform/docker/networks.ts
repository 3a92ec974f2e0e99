import type { Engine } from '../../api/engine.ts';
import type { NetworkListed, VolumeListed } from './answers.ts';
import type { EngineApi } from './api.ts';
import { coded, unless } from './errors.ts';

type NetworkCalls = Pick<
  Engine,
  | 'networks'
  | 'createNetwork'
  | 'removeNetwork'
  | 'connectNetwork'
  | 'disconnectNetwork'
  | 'volumes'
  | 'createVolume'
  | 'removeVolume'
>;

const networkPath = (id: string): string => `/networks/${encodeURIComponent(id)}`;

/** Networks and volumes. */
export function networkCalls(api: EngineApi): NetworkCalls {
  return {
    async networks(signal) {
      const list = await api.json<NetworkListed[]>(
        { task: 'list the networks', method: 'GET', path: '/networks' },
        signal,
      );
      return list.map(({ Id, Name, Driver, Internal, IPAM, Labels }) => ({
        id: Id,
        name: Name,
        driver: Driver,
        internal: Internal,
        subnets: (IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
        labels: Labels ?? {},
      }));
    },
    async createNetwork({ name, subnet, internal, labels }, signal) {
      const body = {
        Name: name,
        // Ignored from API 1.44 on, where names are always unique.
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: internal,
        Labels: labels,
        ...(subnet !== undefined && { IPAM: { Config: [{ Subnet: subnet }] } }),
      };
      const task = `create the network ${name}${subnet === undefined ? '' : ` with subnet ${subnet}`}`;
      await api.text({ task, method: 'POST', path: '/networks/create', body }, signal);
    },
    async removeNetwork(id, signal) {
      const request = { task: `remove the network ${id}`, method: 'DELETE', path: networkPath(id) } as const;
      await unless(coded('NotFound'), () => api.text(request, signal));
    },
    async connectNetwork(network, container, aliases, signal) {
      const task = `connect the container ${container} to the network ${network}`;
      const body = { Container: container, EndpointConfig: { Aliases: aliases } };
      await api.text({ task, method: 'POST', path: `${networkPath(network)}/connect`, body }, signal);
    },
    async disconnectNetwork(network, container, signal) {
      const task = `disconnect the container ${container} from the network ${network}`;
      const body = { Container: container, Force: true };
      await api.text({ task, method: 'POST', path: `${networkPath(network)}/disconnect`, body }, signal);
    },
    async volumes(signal) {
      const request = { task: 'list the volumes', method: 'GET', path: '/volumes' } as const;
      const { Volumes } = await api.json<{ readonly Volumes: readonly VolumeListed[] | null }>(request, signal);
      return (Volumes ?? []).map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} }));
    },
    async createVolume(name, labels, signal) {
      const body = { Name: name, Labels: labels };
      await api.text({ task: `create the volume ${name}`, method: 'POST', path: '/volumes/create', body }, signal);
    },
    async removeVolume(name, signal) {
      const request = {
        task: `remove the volume ${name}`,
        method: 'DELETE',
        path: `/volumes/${encodeURIComponent(name)}`,
      } as const;
      await unless(coded('NotFound'), () => api.text(request, signal));
    },
  };
}
