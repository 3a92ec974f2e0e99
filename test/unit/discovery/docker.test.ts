import { describe, expect, it } from '@jest/globals';
import type { ContainerSummary } from '../../../controller/api/container.ts';
import { findContainers } from '../../../controller/discovery/docker.ts';
import { candidateFor } from '../../support/candidates.ts';

const look = async (containers: readonly Partial<ContainerSummary>[], reachable = true) => {
  let asked = 0;
  const found = await findContainers(
    {
      containers: async () => containers.map((container) => candidateFor('web', { container }).container),
      info: async () => {
        asked++;
        return { version: '', apiVersion: '', reachable };
      },
    },
    new AbortController().signal,
  );
  const places = found.sightings.map(({ host, port, unreachable, inner }) => [host, port, unreachable, inner]);
  return { ...found, asked, places };
};
const published = [{ port: 80, hostAddress: '0.0.0.0', hostPort: 8080 }];

describe('containers', () => {
  it('that publish a port are found there alone, whatever else they expose, without a further question', async () => {
    const { places, asked } = await look([{ published, exposed: [80, 9000] }]);
    expect([places, asked]).toEqual([[['127.0.0.1', 8080, undefined, undefined]], 0]);
  });

  it('that publish none are found at their own address, at the ports that they expose', async () => {
    const { places } = await look([{ exposed: [5672, 15_672] }, { exposed: [], name: 'portless' }]);
    expect(places).toEqual([
      ['172.17.0.2', 5672, undefined, true],
      ['172.17.0.2', 15_672, undefined, true],
    ]);
  });

  it('are marked as out of reach where this machine does not reach their address', async () => {
    expect((await look([{ exposed: [80] }], false)).places).toEqual([['172.17.0.2', 80, true, true]]);
  });

  it('are found at a port that a label names, beside those that are published, with the route that it asks for', async () => {
    const labels = { 'qbtc.dev/route.path': '/admin', 'qbtc.dev/route.port': '9000' };
    const { sightings, places } = await look([{ published, exposed: [80], labels }]);
    expect(places).toEqual([
      ['127.0.0.1', 8080, undefined, undefined],
      ['172.17.0.2', 9000, undefined, true],
    ]);
    expect(sightings.map(({ routes }) => routes?.[0]?.path.value)).toEqual([undefined, '/admin']);
  });

  it('that do not run are not there, and labels that are not clear are told by name', async () => {
    const labels = { 'qbtc.dev/route.path': 'odd' };
    const { sightings, gaps } = await look([
      { state: 'exited', exposed: [80] },
      { published, labels, name: 'shop-web-1' },
    ]);
    expect(sightings).toHaveLength(1);
    expect(gaps).toEqual(['container shop-web-1: qbtc.dev/route.path is no path that begins with /']);
  });
});
