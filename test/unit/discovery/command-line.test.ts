import { describe, expect, it } from '@jest/globals';
import { isOurs, matchKeyword, nameOfCommand } from '../../../controller/discovery/command-line.ts';

const KEYWORDS = ['quantum', 'qbtc', 'vigoleon', 'llm', 'api'];

describe('a command line', () => {
  it.each<[string, readonly string[], string]>([
    ['a script', ['node', 'server/api-server.js'], 'api-server'],
    [
      'a script in a folder that says what it is',
      ['/usr/bin/node', '--inspect', '/srv/quantum-core/server.js'],
      'quantum-core',
    ],
    ['a module', ['python3', '-m', 'llm.server', '--port', '8000'], 'llm.server'],
    [
      'an application of a server',
      ['/venv/bin/uvicorn', 'quantum_core.main:app', '--port', '8001'],
      'quantum_core.main',
    ],
    ['an archive', ['java', '-Xmx1g', '-jar', '/opt/vigoleon/vigoleon-2.jar'], 'vigoleon-2'],
    ['a program of its own', ['/opt/bin/quantumd', '--api', ':8080'], 'quantumd'],
    ['words run together', ['node', 'src/apiServer.ts'], 'apiServer'],
    ['an option', ['python3', 'main.py', '--name=quantum-trader'], 'quantum-trader'],
  ])('is found by %s, and named by it', (_, argv, name) => {
    const matched = matchKeyword(argv, KEYWORDS);
    expect(matched).toBeDefined();
    expect(nameOfCommand(argv, KEYWORDS)).toBe(name);
  });

  it.each<[string, readonly string[]]>([
    ['an editor', ['vim', 'quantum/api.py']],
    ['another editor', ['/opt/pycharm/bin/pycharm', '/home/u/quantum-core']],
    ['somebody who is logged in', ['sshd: api@pts/0']],
    ['a shell', ['bash', '-c', 'sleep 9; echo api']],
    ['a login shell', ['-bash']],
    ['somebody who reads a log', ['tail', '-f', '/var/log/llm.log']],
    ['letters within another word', ['node', 'rapid-capital.js', 'okapi', 'therapist']],
    ['nothing of the kind', ['nginx: master process /usr/sbin/nginx']],
    ['no arguments at all', []],
  ])('is not found for %s', (_, argv) => {
    expect(matchKeyword(argv, KEYWORDS)).toBeUndefined();
  });

  it.each<[string, readonly string[]]>([
    ['a key', ['node', 'server.js', '--api-key=pl4nted']],
    ['a key beside its option', ['node', 'server.js', '--api-key', 'pl4nted']],
    ['an address with a login', ['node', 'server.js', 'postgres://svc:pl4nted@api-db:5432']],
    ['a variable', ['python3', 'main.py', 'API_TOKEN=pl4nted']],
  ])('passes nothing on of %s (I22)', (_, argv) => {
    expect(matchKeyword(argv, KEYWORDS)).toBeDefined();
    expect(nameOfCommand(argv, KEYWORDS)).not.toContain('pl4nted');
  });

  it('takes keywords as they are, and none for none', () => {
    expect(matchKeyword(['node', 'c++.js'], ['c++'])).toBe('c++.js');
    expect(matchKeyword(['node', 'api.js'], [])).toBeUndefined();
    expect(matchKeyword(['node', 'axb.js'], ['a.b'])).toBeUndefined();
    expect(matchKeyword(['node', 'quantumCore.js'], [' quantumCore '])).toBe('quantumCore.js');
    expect(matchKeyword(['mysqld'], [''])).toBeUndefined();
  });

  it('of this very program is ours, under whichever name it was started', () => {
    expect(isOurs(['/usr/bin/node', '/x/dist/qbtc.js', 'run'])).toBe(true);
    expect(isOurs(['qbtc', 'up'])).toBe(true);
    expect(isOurs(['node', '--enable-source-maps', '/x/qbtc.js', 'front-door'])).toBe(true);
    expect(isOurs(['vim', 'qbtc.js'])).toBe(false);
    expect(isOurs(['node', 'qbtc-api.js'])).toBe(false);
  });
});
