import { describe, expect, it } from '@jest/globals';
import { parseImage } from '../../../controller/api/image.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the name of an image', () => {
  it.each([
    ['redis', 'docker.io', 'library/redis'],
    ['redis:7.2-alpine', 'docker.io', 'library/redis'],
    ['index.docker.io/redis', 'docker.io', 'library/redis'],
    ['docker.io/library/redis:latest', 'docker.io', 'library/redis'],
    ['apache/apisix:3.9.0', 'docker.io', 'apache/apisix'],
    ['localhost/app', 'localhost', 'app'],
    ['localhost:5000/app', 'localhost:5000', 'app'],
    ['registry.example.com/a/b/c:1', 'registry.example.com', 'a/b/c'],
    ['[fd00::1]:5000/a:1', '[fd00::1]:5000', 'a'],
    ['app:5000', 'docker.io', 'library/app'],
    [`redis:7@${DIGEST}`, 'docker.io', 'library/redis'],
    ['a__b/c.d/e---f', 'docker.io', 'a__b/c.d/e---f'],
  ])('means the path at the registry that an engine takes it for: %s', (text, registry, repository) => {
    expect(parseImage(text)).toMatchObject({ registry, repository });
  });

  it.each([
    ['redis', 'redis', undefined, undefined],
    ['localhost:5000/app', 'localhost:5000/app', undefined, undefined],
    ['localhost:5000/app:1', 'localhost:5000/app', '1', undefined],
    [`redis@${DIGEST}`, 'redis', undefined, DIGEST],
    [`ghcr.io/team/app:1@${DIGEST}`, 'ghcr.io/team/app', '1', DIGEST],
  ])('comes apart into what is written, tag and digest: %s', (text, name, tag, digest) => {
    expect(parseImage(text)).toMatchObject({ name, tag, digest });
  });
});
