import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { loadStacks } from '../../../controller/spec/load.ts';
import { renderStacks } from '../../../controller/spec/render.ts';
import { maskSecrets } from '../../../controller/spec/secrets.ts';

const PLANTED = 'hunter2-planted';
const TEXT = `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata: {name: demo}
spec:
  services:
    - name: api
      process:
        command: [node, "a$$b.js", "postgres://app:${PLANTED}@db/app"]
        env:
          - {name: DB_PASSWORD, value: ${PLANTED}}
          - {name: DATABASE_URL, value: "postgres://app:${PLANTED}@db/app"}
          - {name: PASSWORD_FILE, value: /run/secret}
          - {name: TOKEN, valueFrom: {env: TOKEN}}
          - {name: PRICE, value: "5$$ \${LEVEL:-low}"}
`;
const load = (text: string): readonly QbtcStack[] => {
  const { stacks, errors } = loadStacks({ files: [{ name: 'a', text, folder: '/' }], variables: {} });
  expect(errors).toEqual([]);
  return stacks;
};

describe('a stack that is shown', () => {
  it('has no secret in it, and all else', () => {
    const [masked] = maskSecrets(load(TEXT));
    expect(JSON.stringify(masked)).not.toContain(PLANTED);
    expect(masked?.spec.services[0]?.process).toMatchObject({
      command: ['node', 'a$b.js', 'postgres://app:***@db/app'],
      env: [
        { name: 'DB_PASSWORD', value: '***' },
        { name: 'DATABASE_URL', value: '***' },
        { name: 'PASSWORD_FILE', value: '/run/secret' },
        { name: 'TOKEN', valueFrom: { env: 'TOKEN' } },
        { name: 'PRICE', value: '5$ low' },
      ],
    });
  });

  it('hides what plugins hold under the name of a secret', () => {
    const shown = maskSecrets({ plugins: { 'key-auth': { api_key: PLANTED, header: 'X' }, jwt: { secret: PLANTED } } });
    expect(shown).toEqual({ plugins: { 'key-auth': { api_key: '***', header: 'X' }, jwt: { secret: '***' } } });
  });

  it('shows only where a webhook is: whoever knows the rest of its address may write to it', () => {
    const urls = [
      `https://hooks.example/T/${PLANTED}?k=${PLANTED}`,
      `http://ops:${PLANTED}@h:1/`,
      'http://127.0.0.1:9',
    ];
    const shown = maskSecrets({ monitoring: { webhooks: urls.map((url) => ({ url, events: ['Score'] })) } });
    expect(shown.monitoring.webhooks.map(({ url }) => url)).toEqual([
      'https://hooks.example/***',
      'http://h:1/',
      'http://127.0.0.1:9',
    ]);
  });

  it('stays as it was itself', () => {
    const stacks = load(TEXT);
    const before = structuredClone(stacks);
    maskSecrets(stacks);
    expect(stacks).toEqual(before);
  });

  it('means the same to kubectl, which reads YAML 1.1', () => {
    const values = ['yes', 'off', 'n', '1_000', '0o17'];
    const env = values.map((value, index) => `{name: V${index}, value: "${value}"}`).join(', ');
    const text = TEXT.replace(
      /- \{name: PRICE.*/,
      `- {name: PRICE, value: x}\n          - ${env.replaceAll('}, ', '}\n          - ')}`,
    );
    const rendered = parse(renderStacks(load(text)), { version: '1.1' }) as QbtcStack;
    expect(rendered.spec.services[0]?.process?.env.slice(-values.length).map(({ value }) => value)).toEqual(values);
  });

  it('is YAML that reads back as the same stack', () => {
    const stacks = load(TEXT);
    const rendered = renderStacks([...stacks, ...load(TEXT.replace('demo', 'second'))]);
    expect(rendered).not.toContain(PLANTED);
    const again = load(rendered);
    expect(again).toEqual(maskSecrets([...stacks, ...load(TEXT.replace('demo', 'second'))]));
    expect(parse(renderStacks(stacks))).toMatchObject({ kind: 'QbtcStack' });
  });
});
