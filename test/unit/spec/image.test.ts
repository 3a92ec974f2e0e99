import { describe, expect, it } from '@jest/globals';
import { imageFault } from '../../../controller/spec/image.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the name of an image', () => {
  it.each([
    'redis',
    'redis:7.2-alpine',
    'apache/apisix:3.9.0',
    'localhost:5000/app',
    'registry.example.com/a/b/c:1',
    '[fd00::1]:5000/a:1',
    `redis:7@${DIGEST}`,
    'a__b/c.d/e---f',
  ])('is taken as engines take it: %s', (text) => {
    expect(imageFault(text)).toBeUndefined();
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
    expect(imageFault(text)).toContain(words);
  });
});
