import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ContainerRequest, HostConfig } from '../../../../controller/api/container-request.ts';
import type { StackSpec } from '../../../../controller/api/generated/resource.ts';
import { ownerLabels } from '../../../../controller/api/labels.ts';
import type { LogLine } from '../../../../controller/api/logs.ts';
import type { Launch, RuntimeState, StackRef } from '../../../../controller/api/runtime.ts';
import { createDockerAdapter, type DockerAdapter } from '../../../../controller/runtimes/docker/adapter.ts';
import { requestFor } from '../../../contract/engine.ts';
import { runEffect, type EffectHook } from '../../../fakes/effects.ts';
import { createSimulatedClock, type SimulatedClock } from '../../../fakes/simulated-clock.ts';
import type { SimulatedContainer } from '../../../fakes/simulated-container.ts';
import { createSimulatedEngine } from '../../../fakes/simulated-engine.ts';
import { SimulatedEngineHost } from '../../../fakes/simulated-engine-host.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';
import { stackFrom } from '../../../support/world.ts';

const SHOP: StackRef = { installation: 'inst', namespace: 'default', name: 'shop', uid: 'uid-1' };
const OTHER: StackRef = { ...SHOP, name: 'other', uid: 'uid-2' };
const signal = new AbortController().signal;

let clock: SimulatedClock;
let host: SimulatedEngineHost;
let disk: SimulatedDisk;
let adapter: DockerAdapter;

/** A controller that starts on what the last one left. */
const createAdapter = (effect: EffectHook = runEffect): DockerAdapter =>
  createDockerAdapter({
    realPath: async (path) => path,
    clock,
    directory: '/state',
    files: createSimulatedFiles(disk, effect),
    connect: () => createSimulatedEngine(host, effect),
    credentialsFor: () => Promise.resolve(undefined),
  });

beforeEach(() => {
  clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  host = new SimulatedEngineHost({
    clock,
    program: () => (context) => {
      context.log('began');
    },
  });
  host.addImage('web:1', { cmd: ['serve'] });
  host.createNetwork({ name: 'theirs', subnet: undefined, internal: false, labels: {} });
  host.createNetwork({ name: 'net', subnet: undefined, internal: false, labels: ownerLabels(SHOP) });
  adapter = createAdapter();
});

/** Runs a container as somebody does who knows nothing of us. */
function runTheirs(
  name: string,
  rest: Partial<ContainerRequest> = {},
  more: Partial<HostConfig> = {},
): SimulatedContainer {
  const hostConfig = { NetworkMode: 'theirs', ...more };
  const request = requestFor('web:1', ['serve'], { host: hostConfig, rest: { Labels: {}, ...rest } });
  const container = host.create(name, request);
  container.restartPolicy = 'on-failure:4';
  host.start(container);
  return container;
}

const specFrom = (yaml: string): StackSpec =>
  stackFrom(`{docker: {networks: [{name: net}]}, services: [${yaml}]}`).spec;
const WEB = specFrom('{name: web, adopt: true, docker: {image: "web:1"}}');

const launchFrom = (spec: StackSpec, index = 0): Launch => {
  const service = spec.services[index]!;
  const networks = [{ name: 'net', aliases: [service.name] }];
  return { service, slot: 0, revision: 'v1', ports: {}, command: [], env: {}, networks };
};
const look = async ({ runtime }: DockerAdapter, spec = WEB, stack = SHOP): Promise<RuntimeState> => {
  const found = await runtime.observe(stack, spec, signal);
  if (!found.known) throw new Error(found.reason);
  return found.value;
};
const adopt = ({ id }: SimulatedContainer, stack = SHOP, launch = launchFrom(WEB), secrets = {}): Promise<void> =>
  adapter.runtime.adopt!(stack, id, launch, secrets, signal);
const stateOf = ({ id, name, state, startedAt, pid, restartPolicy, networks }: SimulatedContainer) => {
  return { id, name, state, startedAt, pid, restartPolicy, networks: [...networks.keys()] };
};
const records = (): string[] => disk.list('/state/adopted');

describe('a container that can be taken over', () => {
  const offered = async (yaml: string): Promise<string[]> => {
    const { candidates = [] } = await look(adapter, specFrom(yaml));
    return candidates.map(({ container }) => container.name);
  };

  it('has the name that is declared, else that of the service or the one that Compose gives', async () => {
    for (const name of ['shop-web-1', 'declared']) runTheirs(name);
    const docker = 'docker: {image: "web:1"}';
    expect(await offered(`{name: web, adopt: true, ${docker}}`)).toEqual(['shop-web-1']);
    runTheirs('web');
    expect(await offered(`{name: web, adopt: true, ${docker}}`)).toEqual(['web']);
    expect(await offered('{name: web, adopt: true, docker: {image: "web:1", containerName: declared}}')).toEqual([
      'declared',
    ]);
    expect(await offered('{name: web, adopt: true, docker: {image: "web:1", containerName: gone}}')).toEqual([]);
    expect(await offered(`{name: web, ${docker}}`)).toEqual([]);
  });

  it('is wanted as long as the first replica is not there, whatever others are', async () => {
    const spec = specFrom('{name: web, adopt: true, replicas: 2, docker: {image: "web:1"}}');
    runTheirs('web');
    await adapter.runtime.start(SHOP, { ...launchFrom(spec), slot: 1 }, {}, signal);
    expect((await look(adapter, spec)).candidates).toHaveLength(1);
    await adapter.runtime.start(SHOP, launchFrom(spec), {}, signal);
    expect((await look(adapter, spec)).candidates).toEqual([]);
  });

  it('is nobody else’s: not of another installation, and not adopted by another stack', async () => {
    runTheirs('web', { Labels: ownerLabels({ ...OTHER, installation: 'elsewhere' }) });
    expect((await look(adapter)).candidates).toEqual([]);
    await adopt(runTheirs('shop-web-1'), OTHER);
    expect((await look(adapter)).candidates).toEqual([]);
  });
});

describe('an adoption', () => {
  it('is a record and nothing else: the container is not touched', async () => {
    const effects: string[] = [];
    adapter = createAdapter((name, run) => {
      effects.push(name);
      return runEffect(name, run);
    });
    const theirs = runTheirs('web');
    const before = stateOf(theirs);
    await adopt(theirs);
    expect(effects.filter((name) => name.startsWith('docker'))).toEqual([]);
    expect(stateOf(theirs)).toEqual(before);
    const { instances, candidates, holders } = await look(createAdapter());
    expect(instances).toMatchObject([
      { id: theirs.id, service: 'web', slot: 0, revision: 'v1', state: 'Running', adopted: true },
    ]);
    expect([candidates, holders]).toEqual([[], []]);
  });

  it('belongs to one replica of one stack, also when two want it at once', async () => {
    const theirs = runTheirs('web');
    const results = await Promise.allSettled([adopt(theirs), adopt(theirs, OTHER)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(adopt(theirs, OTHER)).rejects.toMatchObject({ code: 'AdoptedAlready' });
    await adopt(theirs);
    expect((await look(adapter, WEB, OTHER)).instances).toEqual([]);
    await expect(adapter.runtime.stop(OTHER, theirs.id, 'SIGTERM', signal)).rejects.toMatchObject({ code: 'NotOurs' });
    expect(theirs.state).toBe('running');
  });

  it('is refused when secret values differ, and tells only their names (I22)', async () => {
    const theirs = runTheirs('web', { Env: ['TOKEN=s3cret', 'OTHER=1'] });
    const refusal = await adopt(theirs, SHOP, launchFrom(WEB), { TOKEN: 'an0ther', OTHER: '1' }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      code: 'AdoptionDiffers',
      message: expect.stringContaining('values of TOKEN than'),
    });
    expect(String(refusal)).not.toMatch(/s3cret|an0ther/);
    expect(records()).toEqual([]);
    await adopt(theirs, SHOP, launchFrom(WEB), { TOKEN: 's3cret' });
    expect(Object.values(disk.snapshot()).join()).not.toContain('s3cret');
  });

  it('of what was created for a stack is refused', async () => {
    await expect(adopt(runTheirs('web', { Labels: ownerLabels(OTHER) }))).rejects.toMatchObject({ code: 'NotOurs' });
  });

  it('whose record is damaged is none, and can be made anew', async () => {
    const theirs = runTheirs('web');
    await adopt(theirs);
    disk.write(`/state/adopted/${theirs.id}.json`, '{"stack":"uid-1","la');
    const { instances, candidates } = await look(adapter);
    expect([instances, candidates?.map(({ container }) => container.id)]).toEqual([[], [theirs.id]]);
    await adopt(theirs);
    expect((await look(adapter)).instances).toHaveLength(1);
  });

  it('begins anew with one that was stopped and let go before, and started by its people since', async () => {
    const theirs = runTheirs('web', { StopSignal: 'SIGKILL' });
    await adopt(theirs);
    await adapter.runtime.stop(SHOP, theirs.id, 'SIGKILL', signal);
    await adapter.runtime.release!(SHOP, theirs.id, false, signal);
    host.start(theirs);
    await adopt(theirs);
    expect((await look(adapter)).instances[0]?.state).toBe('Running');
  });

  it('is forgotten with its stack when somebody removed the container', async () => {
    const theirs = runTheirs('web');
    await adopt(theirs);
    await expect(adapter.runtime.purge(SHOP, signal)).rejects.toMatchObject({ code: 'InstancesRemain' });
    host.remove(theirs);
    await adapter.runtime.purge(SHOP, signal);
    expect(records()).toEqual([]);
  });
});

describe('an adopted container', () => {
  it('is restarted by us alone, joins the networks of its service, and keeps its name', async () => {
    const theirs = runTheirs('web');
    await adopt(theirs);
    const deviations = async (): Promise<string[]> =>
      ((await look(adapter)).instances[0]?.deviations ?? []).map(({ message }) => message);
    expect(await deviations()).toEqual([
      'it is not connected to network net',
      'it was given the restart policy on-failure:4',
    ]);
    await adapter.runtime.repair!(SHOP, theirs.id, signal);
    expect(await deviations()).toEqual([]);
    expect(stateOf(theirs)).toMatchObject({ name: 'web', restartPolicy: 'no', networks: ['theirs', 'net'] });
  });

  it('stays in a network in which it is found by its name already', async () => {
    const theirs = runTheirs('web', {}, { NetworkMode: 'net' });
    theirs.restartPolicy = 'no';
    await adopt(theirs);
    expect((await look(adapter)).instances[0]?.deviations).toBeUndefined();
  });

  it('is never removed (I15)', async () => {
    const theirs = runTheirs('web');
    await adopt(theirs);
    theirs.end(0);
    await expect(adapter.runtime.remove(SHOP, theirs.id, signal)).rejects.toMatchObject({ code: 'NotOurs' });
    expect(host.find(theirs.id)).toBe(theirs);
  });

  it('stays out of the way of its successor, under a name that nobody looks for', async () => {
    const theirs = runTheirs('web');
    await adopt(theirs);
    await adapter.runtime.repair!(SHOP, theirs.id, signal);
    theirs.end(0);
    await adapter.runtime.release!(SHOP, theirs.id, true, signal);
    expect(stateOf(theirs)).toMatchObject({
      name: `web-replaced-${theirs.id.slice(0, 8)}`,
      state: 'exited',
      restartPolicy: 'no',
      networks: ['theirs'],
    });
    expect(await look(adapter)).toMatchObject({ instances: [], candidates: [] });
  });

  it('makes room for a successor that is to have its name', async () => {
    const spec = specFrom('{name: web, adopt: true, docker: {image: "web:1", containerName: web}}');
    const theirs = runTheirs('web');
    await adopt(theirs, SHOP, launchFrom(spec));
    await adapter.runtime.start(SHOP, { ...launchFrom(spec), revision: 'v2' }, {}, signal);
    expect(host.find('web-next')?.state).toBe('running');
    expect(host.find('web')).toBe(theirs);
  });

  it('has its output told as that of its replica', async () => {
    await adopt(runTheirs('web'));
    const lines: LogLine[] = [];
    const query = { uid: SHOP.uid, service: 'web', tail: 0, follow: false, engine: {} };
    for await (const line of adapter.logs.read(query, signal)) lines.push(line);
    expect(lines).toEqual([{ service: 'web', slot: 0, line: 'began' }]);
  });
});

describe('a controller that dies at any effect', () => {
  /** Lets one controller after the other go on until nothing is left to do; each `death` ends one, before its effect or after it. */
  async function live(deaths: number, isAfter: boolean): Promise<number> {
    let effects = 0;
    const dying: EffectHook = async (name, run) => {
      const dies = effects++ === deaths;
      if (dies && !isAfter) throw new Error(`died before ${name}`);
      const result = await runEffect(name, run);
      if (dies) throw new Error(`died after ${name}`);
      return result;
    };
    const theirs = runTheirs('web');
    const before = stateOf(theirs);
    const goOn = async (work: (state: RuntimeState) => Promise<unknown> | undefined): Promise<void> => {
      for (let pass = 0; pass < 10; pass++) {
        const controller = (adapter = createAdapter(dying));
        const todo = await look(controller)
          .then(work)
          .catch(() => 'died');
        if (todo === 'done') return;
      }
      throw new Error('it does not come to an end');
    };
    await goOn(async ({ candidates: [candidate] = [], instances: [instance] }) => {
      if (candidate) return adopt(theirs);
      if (!instance?.deviations) return 'done';
      return adapter.runtime.repair!(SHOP, instance.id, signal);
    });
    expect(stateOf(theirs)).toEqual({ ...before, restartPolicy: 'no', networks: ['theirs', 'net'] });
    await goOn(async ({ instances: [instance] }) =>
      instance ? adapter.runtime.release!(SHOP, instance.id, false, signal) : 'done',
    );
    expect(stateOf(theirs)).toEqual(before);
    expect(records().filter((name) => name.endsWith('.json'))).toEqual([]);
    host.remove(theirs);
    return effects;
  }

  it('leaves a container that the next one takes over once, and gives back as it was', async () => {
    const effects = await live(-1, false);
    expect(effects).toBeGreaterThan(6);
    for (let death = 0; death < effects; death++) for (const isAfter of [false, true]) await live(death, isAfter);
  });
});
