import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../../controller/spec/configuration.ts';
import { formatDiagnostic } from '../../../controller/spec/diagnostic.ts';

const load = (text: string) =>
  loadConfiguration('config.yaml', text, (name) => (name === 'HOME' ? '/home/u' : undefined));
const errorsOf = (text: string): string[] => load(text).errors.map(formatDiagnostic);

const NOTHING = { dockerHosts: [], frontDoor: 'Local', allow: [] };

describe("the operator's configuration", () => {
  it.each(['', '# nothing yet\n', '{}', 'frontDoor: Local\n'])('may wish for nothing: "%s"', (text) => {
    expect([errorsOf(text), load(text).configuration]).toEqual([[], NOTHING]);
  });

  it('is read with its defaults and variables', () => {
    const text = `
listen: "[::1]:9078"
dockerHosts: [tcp://10.0.0.5:2376, unix:///opt/my.sock]
allow:
  - { source: local, powers: [privileged, hostPath], roots: [/srv, "\${HOME}/data"] }
  - { source: git, repositories: ["https://git.example.com/team/*"], namespaces: [team-*], powers: [process] }
`;
    expect([errorsOf(text), load(text).configuration]).toEqual([
      [],
      {
        ...NOTHING,
        listen: '[::1]:9078',
        dockerHosts: ['tcp://10.0.0.5:2376', 'unix:///opt/my.sock'],
        allow: [
          {
            source: 'local',
            namespaces: ['*'],
            repositories: [],
            powers: ['privileged', 'hostPath'],
            roots: ['/srv', '/home/u/data'],
          },
          {
            source: 'git',
            namespaces: ['team-*'],
            repositories: ['https://git.example.com/team/*'],
            powers: ['process'],
            roots: [],
          },
        ],
      },
    ]);
  });

  it('says everything that is wrong at once, with place, field and words', () => {
    const text = `listen: 9078
listn: x
dockerHosts: ["ssh://me@there", "tcp://user:password@there"]
allow:
  - { source: locl, powers: [privilegd] }
  - { powers: [], namespace: [a] }
  - { source: local, namespaces: ["*-a"], powers: [hostPath], roots: [srv] }
`;
    expect(errorsOf(text)).toEqual([
      'config.yaml:1:9 listen: must be text: put it in quotes',
      'config.yaml:2:1 listn: unknown field; did you mean "listen"?',
      'config.yaml:3:15 dockerHosts[0]: must be unix:///PATH or tcp://HOST:PORT',
      'config.yaml:3:33 dockerHosts[1]: must be unix:///PATH or tcp://HOST:PORT',
      'config.yaml:5:15 allow[0].source: must be one of local, git and kubernetes; did you mean "local"?',
      expect.stringMatching(
        /^config.yaml:5:30 allow\[0\]\.powers\[0\]: must be one of .*; did you mean "privileged"\?$/,
      ),
      'config.yaml:6:5 allow[1].source: is missing',
      'config.yaml:6:15 allow[1].powers: must not be empty',
      'config.yaml:6:19 allow[1].namespace: unknown field; did you mean "namespaces"?',
      'config.yaml:7:35 allow[2].namespaces[0]: must be a namespace, or the start of one and *',
      'config.yaml:7:71 allow[2].roots[0]: must be a path that begins with /',
    ]);
  });

  it('refuses entries that would do nothing, or not what they seem to', () => {
    const text = `allow:
  - { source: git, powers: [process] }
  - { source: local, repositories: [x], powers: [process] }
  - { source: local, powers: [privileged], roots: [/srv] }
`;
    expect(errorsOf(text)).toEqual([
      'config.yaml:2:5 allow[0].repositories: is missing: an entry for git names its repositories; "*" stands for all of them',
      'config.yaml:3:22 allow[1].repositories: only stacks from git come from a repository',
      'config.yaml:4:44 allow[2].roots: confines hostPath and valueFromFile, and powers has neither',
    ]);
  });

  it('refuses what the controller does not do yet, whatever it holds', () => {
    const text = 'tls: { certFile: a }\nsources: [{ git: x }]\nnotifications: 5\nfrontDoor: Cluster\n';
    expect(errorsOf(text)).toEqual([
      'config.yaml:1:1 tls: not supported yet: tls',
      'config.yaml:2:1 sources: not supported yet: sources',
      'config.yaml:3:1 notifications: not supported yet: notifications',
      'config.yaml:4:1 frontDoor: not supported yet: frontDoor',
    ]);
  });

  it.each([
    ['a: [', 'config.yaml:1:'],
    ['- a', 'config.yaml:1:1: must be a mapping'],
    ['{}\n---\n{}\n', 'config.yaml:2:1: a configuration is one document'],
    ['allow: [{ source: local, powers: [process], roots: ["${NOWHERE}"] }]', 'the variable NOWHERE is not set'],
  ])('is refused when it cannot be understood: %j', (text, words) => {
    expect(errorsOf(text)).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
  });
});
