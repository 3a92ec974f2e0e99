import { describe, expect, it } from '@jest/globals';
import { webhookProblems } from '../../../controller/spec/webhooks.ts';
import { stackFrom } from '../../support/world.ts';

describe('a webhook that can never be called', () => {
  it('is told before it is accepted, without its address, which may be a secret', () => {
    const hooks = ['http://h/ok', 'http://[::planted', 'https://h:99999/planted'].map((url) => `{url: "${url}"}`);
    const problems = webhookProblems(stackFrom(`services: []\nmonitoring: {webhooks: [${hooks.join(', ')}]}`));
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'spec.monitoring.webhooks.1.url',
      'spec.monitoring.webhooks.2.url',
    ]);
    expect(JSON.stringify(problems)).not.toContain('planted');
  });
});
