import { describe, expect, it } from '@jest/globals';
import type { QbtcStack, ServiceStatus } from '../../../controller/api/generated/resource.ts';
import { Progress } from '../../../controller/cli/progress.ts';

const ESCAPE = '\u001b';
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
const COMMAND = new RegExp(`^${ESCAPE}\\[(\\d*)([A-Z])$`);
const PARTS = new RegExp(`${ESCAPE}\\[\\d*[A-Z]|\\n|\\r|[^${ESCAPE}\\n\\r]+`, 'g');

/** A terminal of a given size that keeps what is on it. It wraps long lines, and wraps all lines anew when it is resized, as most do. */
class Terminal {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Lines as they were written, whatever the width. */
  #lines: string[] = [''];

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): boolean {
    for (const [part] of text.replace(COLOUR, '').matchAll(PARTS)) this.#take(part);
    return true;
  }

  /** What is seen, row by row. */
  get screen(): string[] {
    return this.#lines.slice(0, -1).flatMap((line) => this.#rowsOf(line));
  }

  #take(part: string): void {
    const [, amount, command] = COMMAND.exec(part) ?? [];
    if (command === 'A') for (let up = Number(amount); up > 0;) up -= this.#rowsOf(this.#lines.splice(-2, 1)[0]).length;
    else if (part === '\n') this.#lines.push('');
    else if (command === undefined && part !== '\r') this.#lines.push(`${this.#lines.pop() ?? ''}${part}`);
  }

  #rowsOf(line = ''): string[] {
    const rows: string[] = [];
    for (const character of line) {
      const last = rows.at(-1);
      if (last === undefined || widthOf(last) + widthOf(character) > this.columns) rows.push(character);
      else rows[rows.length - 1] = last + character;
    }
    return rows.length > 0 ? rows : [''];
  }
}

const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (/[あ-ん漢字🚀]/u.test(character) ? 2 : 1), 0);

const stack = (services: readonly Partial<ServiceStatus>[]): QbtcStack =>
  ({
    metadata: { name: 'shop', namespace: 'default' },
    status: { services: services.map((service) => ({ phase: 'Running', ready: 1, desired: 1, ...service })) },
  }) as QbtcStack;

const on = (terminal: Terminal): Progress => new Progress(terminal as unknown as NodeJS.WriteStream, false);
const LONG = 'port 4101 is held by pid 4711 (/usr/bin/node /srv/somebody/else/server.js --with --many arguments)';

describe('progress on a terminal', () => {
  it('leaves nothing of what stood there before, however narrow the terminal is', () => {
    const terminal = new Terminal(40);
    terminal.write('before\n');
    const progress = on(terminal);
    progress.update([stack([{ name: 'web', phase: 'Blocked', message: LONG }, { name: 'api' }])]);
    expect(terminal.screen).toEqual(['before', '✘ web: Blocked (port 4101 is held by pi…', '✔ api: Running']);
    progress.update([stack([{ name: 'web' }, { name: 'api' }])]);
    expect(terminal.screen).toEqual(['before', '✔ web: Running', '✔ api: Running']);
  });

  it('follows a terminal that gets narrower or wider', () => {
    const terminal = new Terminal(120);
    terminal.write('before\n');
    const progress = on(terminal);
    const blocked = [stack([{ name: 'web', phase: 'Blocked', message: LONG }, { name: 'api' }])];
    progress.update(blocked);
    terminal.columns = 30;
    progress.update(blocked);
    expect(terminal.screen).toEqual(['before', '✘ web: Blocked (port 4101 is …', '✔ api: Running']);
    terminal.columns = 120;
    progress.update(blocked);
    expect(terminal.screen).toEqual(['before', `✘ web: Blocked (${LONG})`, '✔ api: Running']);
  });

  it('counts characters that take two columns, and none of a colour', () => {
    const terminal = new Terminal(20);
    on(terminal).update([stack([{ name: 'web', message: '漢字漢字漢字漢字漢字' }])]);
    expect(terminal.screen).toEqual(['✔ web: Running (漢…']);
    const wide = new Terminal(20);
    on(wide).update([stack([{ name: 'a', message: '🚀' }])]);
    expect(wide.screen).toEqual(['✔ a: Running (🚀)']);
  });

  it('takes no more rows than there are, says how many are left out, and obeys nothing that a message holds', () => {
    const terminal = new Terminal(40, 5);
    on(terminal).update([stack(['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, message: 'x\u001b[2Jy\nz' })))]);
    expect(terminal.screen).toEqual(['✔ a: Running (x?[2Jy?z)', '✔ b: Running (x?[2Jy?z)', '… and 3 more']);
  });
});

it('tells on a terminal how far a pull is, and elsewhere only that it is waited for', () => {
  const waiting = stack([{ name: 'web', phase: 'Waiting', message: 'waits for its image web:1 to be pulled' }]);
  const operations = [
    { id: 'image/pull/web:1', type: 'PullImage', target: 'image/web:1', message: 'pulling 40 % (4.0 of 10.0 MB)' },
    { id: 'stop/x', type: 'StopInstance', target: 'service/x[0]' },
  ];
  const pulling = { ...waiting, status: { ...waiting.status, operations } } as QbtcStack;
  const terminal = new Terminal(80);
  on(terminal).update([pulling]);
  expect(terminal.screen).toEqual([
    '… web: Waiting (waits for its image web:1 to be pulled)',
    '… image/web:1: pulling 40 % (4.0 of 10.0 MB)',
  ]);
});

describe('progress elsewhere', () => {
  it('is one line a change, and tells services of the same name apart by their stacks', () => {
    const written: string[] = [];
    const progress = new Progress(
      { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream,
      true,
    );
    const named = (name: string, phase: ServiceStatus['phase']): QbtcStack => {
      const { status, metadata } = stack([{ name: 'web', phase }]);
      return { metadata: { ...metadata, name }, status } as QbtcStack;
    };
    for (let look = 0; look < 3; look++) progress.update([named('one', 'Running'), named('two', 'Starting')]);
    expect(written).toEqual(['one/web: Running\n', 'two/web: Starting\n']);
  });
});
