import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadStacks } from '../../../controller/spec/load.ts';
import {
  parseTemplate,
  referencesOf,
  renderTemplate,
  templatedPorts,
  type TemplateValues,
} from '../../../controller/spec/templates.ts';

const VALUES: TemplateValues = {
  ports: { http: 3001, admin: 3002 },
  slot: 2,
  hostBind: '127.0.0.1',
  addressOf: (service, port) => {
    if (service === 'db' && port === 'pg') return { host: '10.0.0.5', port: 5432 };
    return service === 'v6' ? { host: '::1', port: 80 } : undefined;
  },
};
const render = (text: string): string => renderTemplate(text, VALUES);

describe('a template', () => {
  const good: [string, string][] = [
    ['plain', 'plain'],
    ['', ''],
    ['--port={{port.http}}', '--port=3001'],
    ['{{port.http}}{{port.admin}}', '30013002'],
    ['{{slot}}/{{host.bind}}', '2/127.0.0.1'],
    ['{{ port.http }}', '3001'],
    ['postgres://{{service.db.pg.address}}/x', 'postgres://10.0.0.5:5432/x'],
    ['{{service.v6.http.address}}', '[::1]:80'],
    ['{{{{port.http}}', '{{port.http}}'],
    ['{{{{{{port.http}}', '{{3001'],
    ['{"a":{"b":1}}', '{"a":{"b":1}}'],
    ['a}}b{c', 'a}}b{c'],
  ];

  it.each(good)('%j becomes %j', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each([
    '{{port.nope}}',
    '{{service.nobody.http.address}}',
    '{{nothing}}',
    '{{port.http',
    '{{}}',
    '{{port.http.x}}',
  ])('%j is refused and never handed to a program as it is', (text) => {
    expect(() => render(text)).toThrow(expect.objectContaining({ code: 'InvalidTemplate', disposition: 'terminal' }));
  });

  it('leaves every text as it was once its braces are escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '.', ' ') }), (text) => {
        const escaped = text.replaceAll('{{', '{{{{');
        expect(render(escaped)).toBe(text);
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'slot', '.') }), (text) => void parseTemplate(text)),
    );
  });
});

describe('the templates of a service', () => {
  const serviceOf = (text: string) => {
    const head = 'apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nmetadata: {name: demo}\nspec:\n  services:\n';
    const others = '    - {name: db, external: {host: h}, ports: [{name: pg, port: 5432}]}\n';
    const { stacks } = loadStacks({ files: [{ name: 'a', text: head + others + text, folder: '/' }], variables: {} });
    return stacks[0]!.spec.services[1]!;
  };
  const service = serviceOf(`    - name: api
      process:
        command: [node, "{{port.http}}", "{{service.db.pg.address}}"]
        env: [{name: DB, value: "{{service.db.pg.address}}"}, {name: LITERAL, value: "{{{{port.admin}}"}]
      ports: [{name: http, port: 3001}, {name: admin, port: 3002}, {name: probed, port: 3003}]
      probe: {http: {path: "/{{port.probed}}"}}
`);

  it('tell which addresses it wants to know, each once', () => {
    expect(referencesOf(service)).toEqual([{ service: 'db', port: 'pg' }]);
  });

  it('tell which of its ports can vary: those that its command and variables learn, not those of its probe', () => {
    expect([...templatedPorts(service)]).toEqual(['http']);
  });
});
