import { describe, expect, it } from '@jest/globals';
import type { Allowance } from '../../../controller/api/generated/configuration.ts';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { withDefaults } from '../../../controller/spec/default.ts';
import { formatProblem } from '../../../controller/spec/diagnostic.ts';
import { powerProblems, type Source } from '../../../controller/spec/powers.ts';
import { STACK_SCHEMA } from '../../../controller/spec/schema.ts';

const LOCAL: Source = { kind: 'local' };
const GIT: Source = { kind: 'git', repository: 'https://git.example.com/team/shop' };
const CLUSTER: Source = { kind: 'kubernetes' };

const allowance = (entry: Partial<Allowance>): Allowance => {
  return { source: 'local', namespaces: ['*'], repositories: [], powers: [], roots: [], ...entry };
};
const stackOf = (service: object, spec: object = {}): QbtcStack => {
  const metadata = { name: 'shop', namespace: 'team-a' };
  return withDefaults(
    { metadata, spec: { services: [{ name: 'a', ...service }], ...spec } },
    STACK_SCHEMA,
  ) as QbtcStack;
};
interface Given {
  readonly allow?: readonly Partial<Allowance>[];
  readonly dockerHosts?: string[];
  readonly source?: Source;
}
const problemsOf = (stack: QbtcStack, { allow = [], dockerHosts = [], source = LOCAL }: Given = {}): string[] =>
  powerProblems(
    stack,
    { file: '/etc/qbtc.yaml', configuration: { allow: allow.map(allowance), dockerHosts } },
    source,
  ).map(formatProblem);

/** What needs each power, by the field that is refused without it. */
const NEEDS = [
  ['process', 'process', stackOf({ process: { command: ['a'] } })],
  ['execProbe', 'probe.exec', stackOf({ external: { host: 'h' }, probe: { exec: { command: ['a'] } } })],
  [
    'valueFromEnv',
    'docker.env[0].valueFrom.env',
    stackOf({ docker: { image: 'a:1', env: [{ name: 'A', valueFrom: { env: 'A' } }] } }),
  ],
  [
    'valueFromFile',
    'docker.env[0].valueFrom.file',
    stackOf({ docker: { image: 'a:1', env: [{ name: 'A', valueFrom: { file: '/a' } }] } }),
  ],
  [
    'hostPath',
    'docker.volumes[0].hostPath',
    stackOf({ docker: { image: 'a:1', volumes: [{ hostPath: '/srv/a', mountPath: '/a' }] } }),
  ],
  ['privileged', 'docker.privileged', stackOf({ docker: { image: 'a:1', privileged: true } })],
  ['privileged', 'docker.capAdd[0]', stackOf({ docker: { image: 'a:1', capAdd: ['cap_sys_admin'] } })],
  ['hostNamespaces', 'docker.hostNetwork', stackOf({ docker: { image: 'a:1', hostNetwork: true } })],
  ['hostNamespaces', 'docker.hostPid', stackOf({ docker: { image: 'a:1', hostPid: true } })],
  ['hostNamespaces', 'docker.hostIpc', stackOf({ docker: { image: 'a:1', hostIpc: true } })],
  ['devices', 'docker.devices[0]', stackOf({ docker: { image: 'a:1', devices: ['/dev/fuse'] } })],
] as const;
const USUAL = ['process', 'execProbe', 'valueFromEnv', 'valueFromFile', 'hostPath'];

describe('a power over the host', () => {
  it.each(NEEDS)(
    'is on by itself only for what its user could do as well without a stack: %s by %s',
    (power, field, stack) => {
      const refused = problemsOf(stack);
      if (USUAL.includes(power)) expect(refused).toEqual([]);
      else
        expect(refused).toEqual([
          expect.stringContaining(`spec.services[0].${field}: not allowed: it needs the power ${power}.`),
        ]);
    },
  );

  it.each(NEEDS)(
    'is off for stacks from git and from a cluster until it is allowed: %s by %s',
    (power, field, stack) => {
      for (const source of [GIT, CLUSTER]) {
        expect(problemsOf(stack, { source })).toEqual([
          expect.stringContaining(`spec.services[0].${field}: not allowed`),
        ]);
        const repositories = source.kind === 'git' ? [source.repository] : [];
        expect(problemsOf(stack, { source, allow: [{ source: source.kind, repositories, powers: [power] }] })).toEqual(
          [],
        );
      }
    },
  );

  it('is needed wherever it stands: in an alternative, and for every capability that reaches the host', () => {
    const other = stackOf({
      docker: { image: 'a:1' },
      alternatives: [{ process: { command: ['a'] } }, { docker: { image: 'a:1', privileged: true } }],
    });
    expect(problemsOf(other, { source: CLUSTER }).map((line) => line.split(':')[0])).toEqual([
      'spec.services[0].alternatives[0].process',
      'spec.services[0].alternatives[1].docker.privileged',
    ]);
    const capAdd = [
      'ALL',
      'NET_ADMIN',
      'SYS_PTRACE',
      'SYS_MODULE',
      'SYS_RAWIO',
      'DAC_READ_SEARCH',
      'BPF',
      'CAP_SYS_TIME',
    ];
    expect(problemsOf(stackOf({ docker: { image: 'a:1', capAdd } }))).toHaveLength(capAdd.length);
    expect(
      problemsOf(stackOf({ docker: { image: 'a:1', capAdd: ['NET_BIND_SERVICE', 'cap_chown', 'IPC_LOCK'] } })),
    ).toEqual([]);
  });

  it('is not needed for a probe that runs in its container', () => {
    const stack = stackOf({ docker: { image: 'a:1' }, probe: { exec: { command: ['a'] } } });
    expect(problemsOf(stack, { source: CLUSTER })).toEqual([]);
  });

  it('is needed to serve the port of another one', () => {
    const stack = stackOf({ external: { host: 'h' } }, { gateway: { frontDoor: { takeover: true } } });
    expect(problemsOf(stack)).toEqual([]);
    const refused = /^spec\.gateway\.frontDoor\.takeover: .* takeover\./;
    expect(problemsOf(stack, { source: CLUSTER })).toEqual([expect.stringMatching(refused)]);
  });
});

describe('a refusal', () => {
  const privileged = stackOf({ docker: { image: 'a:1', privileged: true } });

  it('says which lines allow it, and in which file', () => {
    expect(problemsOf(privileged)).toEqual([
      'spec.services[0].docker.privileged: not allowed: it needs the power privileged. To allow it, add below `allow:` in /etc/qbtc.yaml: - { source: local, namespaces: [team-a], powers: [privileged] }',
    ]);
    expect(problemsOf(privileged, { source: GIT })[0]).toMatch(
      /- \{ source: git, repositories: \["https:\/\/git.example.com\/team\/shop"\], namespaces: \[team-a\], powers: \[privileged\] \}$/,
    );
  });

  it.each<Partial<Allowance>>([
    { source: 'git', repositories: ['*'] },
    { namespaces: ['team-b', 'team'] },
    { powers: ['devices'] },
  ])('stays when the entry is about another source, namespace or power: %j', (entry) => {
    expect(problemsOf(privileged, { allow: [{ powers: ['privileged'], ...entry }] })).toHaveLength(1);
  });

  it.each([{ namespaces: ['team-a'] }, { namespaces: ['other', 'team-*'] }, { namespaces: ['*'] }])(
    'ends with an entry for its namespace: %j',
    (entry) => {
      expect(problemsOf(privileged, { allow: [{ powers: ['privileged'], ...entry }] })).toEqual([]);
    },
  );

  it.each([
    ['https://git.example.com/team/shop', true],
    ['https://git.example.com/team/*', true],
    ['*', true],
    ['https://git.example.com/team/sho', false],
    ['https://*/team/shop', false],
    ['https://git.example.com/other/*', false],
  ])('of a stack from git is about its repository: %s', (repository, allowed) => {
    const allow = [{ source: 'git' as const, repositories: [repository], powers: ['privileged' as const] }];
    expect(problemsOf(privileged, { source: GIT, allow })).toHaveLength(allowed ? 0 : 1);
  });
});

describe('roots', () => {
  const mount = (hostPath: string) => stackOf({ docker: { image: 'a:1', volumes: [{ hostPath, mountPath: '/a' }] } });
  const confined: Given = { allow: [{ powers: ['hostPath', 'valueFromFile'], roots: ['/srv', '/data/'] }] };

  it('confine host paths also of a local user once they are given', () => {
    expect(problemsOf(mount('/srv/a'), confined)).toEqual([]);
    expect(problemsOf(mount('/data'), confined)).toEqual([]);
    expect(problemsOf(mount('/srv/../etc'), confined)).toEqual([
      'spec.services[0].docker.volumes[0].hostPath: not allowed: it is outside of the roots of the power hostPath, /srv, /data/. To allow it, add below `allow:` in /etc/qbtc.yaml: - { source: local, namespaces: [team-a], powers: [hostPath], roots: ["/srv/../etc"] }',
    ]);
    expect(problemsOf(mount('/srvx'), confined)).toHaveLength(1);
  });

  it('confine files that values are read from, which would else tell a stack what they hold', () => {
    const stack = stackOf({
      external: { host: 'h' },
      probe: { redis: { password: { valueFrom: { file: '/etc/shadow' } } } },
    });
    expect(problemsOf(stack, confined)).toEqual([
      expect.stringMatching(/^spec\.services\[0\]\.probe\.redis\.password\.valueFrom\.file/),
    ]);
    expect(problemsOf(stack)).toEqual([]);
  });

  it('of one entry do not confine another one, nor other namespaces', () => {
    const more = { allow: [...(confined.allow ?? []), { namespaces: ['team-a'], powers: ['hostPath' as const] }] };
    expect(problemsOf(mount('/etc'), more)).toEqual([]);
    const elsewhere = { allow: [{ namespaces: ['team-b'], powers: ['hostPath' as const], roots: ['/srv'] }] };
    expect(problemsOf(mount('/etc'), elsewhere)).toEqual([]);
  });
});

describe('the engine', () => {
  const on = (host: string) => stackOf({ docker: { image: 'a:1' } }, { docker: { host } });

  it.each(['/var/run/docker.sock', '/run', '/', '/opt/engine'])(
    'is not handed into a container unless allowed: %s',
    (hostPath) => {
      const stack = stackOf({ docker: { image: 'a:1', volumes: [{ hostPath, mountPath: '/a', readOnly: true }] } });
      const dockerHosts = ['unix:///opt/engine/my.sock'];
      expect(problemsOf(stack, { dockerHosts })).toEqual([
        expect.stringContaining('volumes[0].hostPath: not allowed: it needs the power dockerSocket.'),
      ]);
      expect(problemsOf(stack, { dockerHosts, allow: [{ powers: ['dockerSocket'] }] })).toEqual([]);
    },
  );

  it('of this host may be named', () => {
    expect(problemsOf(on('unix:///var/run/docker.sock'))).toEqual([]);
    expect(problemsOf(on('unix:///run/docker.sock'))).toEqual([]);
  });

  it('of another host must be allowed and listed', () => {
    const stack = on('tcp://10.0.0.5:2376');
    expect(problemsOf(stack)).toEqual([
      expect.stringContaining('spec.docker.host: not allowed: it needs the power dockerHost.'),
      'spec.docker.host: not allowed: the operator does not list this engine. To allow it, add in /etc/qbtc.yaml: dockerHosts: ["tcp://10.0.0.5:2376"]',
    ]);
    const allow = [{ powers: ['dockerHost' as const] }];
    expect(problemsOf(stack, { allow })).toHaveLength(1);
    expect(problemsOf(stack, { dockerHosts: ['tcp://10.0.0.5:2376'] })).toHaveLength(1);
    expect(problemsOf(stack, { allow, dockerHosts: ['tcp://10.0.0.5:2376'] })).toEqual([]);
  });
});
