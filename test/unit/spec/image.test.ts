import { describe, expect, it } from '@jest/globals';
import { imageFault, parseImage } from '../../../controller/spec/image.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the name of an image', () => {
  it.each([
    ['redis', 'docker.io/library/redis:latest'],
    ['redis:7.2-alpine', 'docker.io/library/redis:7.2-alpine'],
    ['index.docker.io/redis', 'docker.io/library/redis:latest'],
    ['docker.io/library/redis:latest', 'docker.io/library/redis:latest'],
    ['apache/apisix:3.9.0', 'docker.io/apache/apisix:3.9.0'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['registry.example.com/a/b/c:1', 'registry.example.com/a/b/c:1'],
    ['[fd00::1]:5000/a:1', '[fd00::1]:5000/a:1'],
    ['app:5000', 'docker.io/library/app:5000'],
    [`redis@${DIGEST}`, `docker.io/library/redis@${DIGEST}`],
    [`redis:7@${DIGEST}`, `docker.io/library/redis@${DIGEST}`],
    ['a__b/c.d/e---f', 'docker.io/a__b/c.d/e---f:latest'],
  ])('means what an engine takes it for: %s', (text, normal) => {
    expect(parseImage(text)?.normal).toBe(normal);
  });

  it('comes apart into registry, path, tag and digest', () => {
    expect(parseImage(`ghcr.io/team/app:1@${DIGEST}`)).toMatchObject({
      registry: 'ghcr.io',
      repository: 'team/app',
      tag: '1',
      digest: DIGEST,
    });
    expect(parseImage('redis')).toMatchObject({ registry: 'docker.io', repository: 'library/redis', tag: undefined });
  });

  it.each([
    ['my app:1', 'spaces'],
    [' redis', 'spaces'],
    ['https://ghcr.io/team/app', 'scheme'],
    ['Redis', 'lower case'],
    ['Team/App:1', 'lower case'],
    ['Team/app', 'lower case'],
    ['redis:', 'no tag'],
    ['redis:-x', 'the tag'],
    [`redis:${'x'.repeat(129)}`, 'the tag'],
    ['redis@sha256:abc', 'the digest'],
    ['redis@', 'the digest'],
    ['a//b', 'single'],
    ['/a', 'single'],
    ['a/', 'single'],
    ['a..b', 'single'],
    ['-a', 'single'],
    ['host_name.com/a', 'host name'],
    ['localhost:port/a', 'host name'],
    ['a:b:c', 'the tag'],
    [`a/${'x'.repeat(255)}`, '255'],
    ['0123456789abcdef'.repeat(4), 'id'],
  ])('is refused before an engine refuses it, with words that help: "%s"', (text, words) => {
    expect([parseImage(text), imageFault(text)]).toEqual([undefined, expect.stringContaining(words)]);
  });
});
