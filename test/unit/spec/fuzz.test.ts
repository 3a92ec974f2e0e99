import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDiagnostic, loadStacks } from '../../../controller/spec/load.ts';
import type { OperatorConfiguration } from '../../../controller/spec/powers.ts';

const fixtures = new URL('../../fixtures/spec/', import.meta.url);
const samples = ['good', 'bad'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, fixtures))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, fixtures), 'utf8')),
);
samples.push(readFileSync(new URL('design.yaml', fixtures), 'utf8'));

/** Allows all that the good samples ask for. */
const operator: OperatorConfiguration = {
  file: '/config.yaml',
  configuration: {
    dockerHosts: [],
    allow: [
      {
        source: 'local',
        namespaces: ['*'],
        repositories: [],
        powers: ['privileged', 'hostNamespaces', 'devices'],
        roots: [],
      },
    ],
  },
};

/** Loads a text; every fault must be a diagnostic that points into the text, and what is taken must be taken again. */
function loadAndCheck(text: string): void {
  const load = (content: string) =>
    loadStacks({ files: [{ name: 'f', text: content, folder: '/' }], variables: { A: '1' }, operator });
  const { stacks, errors, warnings } = load(text);
  const lines = text.split('\n');
  for (const diagnostic of [...errors, ...warnings]) {
    expect(diagnostic.line).toBeGreaterThanOrEqual(1);
    expect(diagnostic.line).toBeLessThanOrEqual(lines.length);
    expect(diagnostic.column).toBeGreaterThanOrEqual(1);
    expect(diagnostic.column).toBeLessThanOrEqual(lines[diagnostic.line - 1]!.length + 1);
    expect(formatDiagnostic(diagnostic)).not.toMatch(/undefined|\[object/);
  }
  if (errors.length > 0) return;
  for (const stack of stacks) {
    const again = load(JSON.stringify(stack).replaceAll('$', '$$$$'));
    expect(again.errors).toEqual([]);
    expect(again.stacks).toEqual([stack]);
  }
}

describe('whatever a file holds', () => {
  it('is answered and never thrown about: random text', () => {
    const unit = fc.constantFrom(
      ...Array.from('ab:-?{}[],&*!|>\'"%@#$ \n\t0~<.\\'),
      '\n  ',
      '- ',
      ': ',
      '---\n',
      '<<: ',
      '${',
      '\u0000',
    );
    fc.assert(fc.property(fc.string({ unit, maxLength: 200 }), loadAndCheck), { numRuns: 1000 });
  });

  it('is answered and never thrown about: a stack in which something was cut, doubled or replaced', () => {
    const edit = fc.record({
      sample: fc.constantFrom(...samples),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 60 }),
      insert: fc.constantFrom(
        '',
        '{',
        '}',
        '[',
        ']',
        ': ',
        '"',
        '- ',
        '&a ',
        '*a',
        '${A}',
        '$',
        'null',
        '-1',
        '1e999',
        '\n',
        '<<',
        '~',
      ),
      twice: fc.boolean(),
    });
    const mutated = edit.map(({ sample, at, length, insert, twice }) => {
      const from = Math.floor(at * sample.length);
      const cut = sample.slice(from, from + length);
      return sample.slice(0, from) + insert + (twice ? cut + cut : '') + sample.slice(from + length);
    });
    fc.assert(fc.property(mutated, loadAndCheck), { numRuns: 1000 });
  });

  it('is answered and never thrown about: a stack in which a value is another one', () => {
    const document = readFileSync(new URL('good/everything.yaml', fixtures), 'utf8');
    const [stack] = loadStacks({ files: [{ name: 'f', text: document, folder: '/' }], variables: {} }).stacks;
    const paths = pathsOf(stack);
    const mutation = fc.tuple(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const copy: unknown = structuredClone(stack);
        for (const [path, value] of mutations) replaceAt(copy, path, value);
        loadAndCheck(JSON.stringify(copy, null, 1).replaceAll('$', '$$$$'));
      }),
      { numRuns: 400 },
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

function replaceAt(value: unknown, [key = '', ...rest]: readonly string[], replacement: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const parent = value as Record<string, unknown>;
  if (rest.length === 0) parent[key] = replacement;
  else replaceAt(parent[key], rest, replacement);
}
