import { describe, expect, it } from '@jest/globals';
import { LIMITS, parseDocuments } from '../../../controller/spec/documents.ts';
import { loadStacks } from '../../../controller/spec/load.ts';

const repeat = (text: string): string => text.repeat(Math.floor((LIMITS.bytes - 100) / text.length));
const messages = (text: string): string[] => parseDocuments(text).problems.map(({ message }) => message);

describe('a text made to exhaust the machine', () => {
  const nested: [string, string][] = [
    ['flow lists', repeat('[')],
    ['flow mappings', repeat('{')],
    ['both', repeat('[{')],
    ['block lists', repeat('- ')],
    ['explicit keys', repeat('? ')],
    ['block mappings', Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ];

  it.each(nested)('is refused for its depth before it is built: %s', (_, text) => {
    const { documents, problems } = parseDocuments(text);
    expect(documents).toEqual([]);
    expect(problems).toEqual([{ offset: expect.any(Number), message: 'it is nested more than 100 levels deep' }]);
    expect(problems[0]!.offset).toBeLessThan(20_000);
  });

  const many: [string, string, string][] = [
    ['anchors', repeat('&a '), 'too many syntax errors'],
    ['tags', repeat('!a '), 'too many syntax errors'],
    ['commas', `[${repeat(',')}`, 'too many syntax errors'],
    ['stray brackets', repeat(']'), 'too many syntax errors'],
    ['directives', repeat('%a\n'), 'directives'],
    ['aliases', `[${repeat('*a,')}`, '20000 aliases'],
    ['documents', repeat('--- a\n'), '1000 documents'],
    ['fields', repeat('a:\n'), '400000 tokens'],
    ['items', repeat('- a\n'), '400000 tokens'],
    ['empty lines', repeat('\n'), '400000 tokens'],
    ['comments', repeat('# c\n'), '400000 tokens'],
  ];

  it.each(many)('is refused for its number of %s', (_, text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
    expect(parseDocuments(text).documents).toEqual([]);
  });

  it('is refused for its size, counted in bytes', () => {
    expect(messages(`# ${'x'.repeat(LIMITS.bytes)}`)).toEqual(['the file is larger than 1 MB']);
    expect(messages(`# ${'é'.repeat(LIMITS.bytes / 2)}`)).toEqual(['the file is larger than 1 MB']);
    expect(messages(`a: ${'x'.repeat(LIMITS.bytes - 10)}`)).toEqual([]);
  });

  const head = 'apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nmetadata: {name: bomb}\nspec: {}\n';
  const errorsOf = (text: string): string[] =>
    loadStacks({ files: [{ name: 'a', text: head + text, folder: '/' }], variables: {} }).errors.map(
      ({ message }) => message,
    );

  it('is refused when its aliases expand to millions (billion laughs)', () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const below = level === 0 ? 'lol' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 10 }, () => below).join(', ')}]`;
    });
    expect(errorsOf(levels.join('\n'))).toContain('aliases expand to more than 400000 values');
  });

  it('is refused when its aliases chain without end', () => {
    const links = Array.from(
      { length: 5000 },
      (_, link) => `l${link}: &l${link} [${link === 0 ? 'x' : `*l${link - 1}`}]`,
    );
    expect(errorsOf(links.join('\n'))).toContain('aliases are nested more than 100 levels deep');
  });

  it('is refused when its variables fill memory', () => {
    const { errors } = loadStacks({
      files: [{ name: 'a', text: `${head}x: [${repeat('"$BIG",').slice(0, 70_000)}]`, folder: '/' }],
      variables: { BIG: 'x'.repeat(100_000) },
    });
    const messages = errors.map(({ message }) => message);
    expect(messages).toContain('variables make the file longer than 10000000 characters');
  });

  it('is refused with a bounded number of words when everything waits for everything', () => {
    const services = Array.from({ length: 60 }, (_, index) => {
      const all = Array.from({ length: 60 }, (__, other) => `{name: s${other}}`).join(', ');
      return `    - {name: s${index}, external: {host: h}, dependsOn: [${all}]}\n`;
    });
    const { errors } = loadStacks({
      files: [{ name: 'a', text: head.replace('spec: {}\n', `spec:\n  services:\n${services.join('')}`), folder: '/' }],
      variables: {},
    });
    expect(errors).toHaveLength(20);
  });

  it('is refused when it merges itself', () => {
    expect(errorsOf('a: &a {<<: *a}')).toContain('the alias *a stands within its own anchor');
  });
});

describe('documents', () => {
  it('may be several, with comments and empty ones between them', () => {
    expect(parseDocuments('# c\n---\na: 1\n---\n# nothing\n---\nb: 2\n...\n').documents).toHaveLength(2);
  });

  it('keep the meaning of YAML 1.2: yes and 0o17 are no surprises', () => {
    const [document] = parseDocuments('{a: yes, b: 0o17, c: 017, d: 1_000}').documents;
    expect(document?.toJS()).toEqual({ a: 'yes', b: 15, c: 17, d: '1_000' });
  });
});
