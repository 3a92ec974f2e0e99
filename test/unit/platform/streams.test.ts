import { describe, expect, it } from '@jest/globals';
import { merge } from '../../../controller/platform/streams.ts';

describe('the merged output of several sources', () => {
  it('shows what one says while another is silent, and ends with the last of them', async () => {
    let speak: (word: string) => void = () => undefined;
    const word = new Promise<string>((resolve) => (speak = resolve));
    async function* slow() {
      yield await word;
    }
    async function* fast() {
      yield* ['a', 'b'];
    }
    const seen: string[] = [];
    for await (const text of merge([slow(), fast()])) {
      seen.push(text);
      if (text === 'b') speak('late');
    }
    expect(seen).toEqual(['a', 'b', 'late']);
  });

  it('lets go of every source when its reader leaves', async () => {
    const left: string[] = [];
    async function* source(name: string) {
      try {
        for (;;) yield name;
      } finally {
        left.push(name);
      }
    }
    for await (const _ of merge([source('one'), source('two')])) break;
    expect(left.sort()).toEqual(['one', 'two']);
  });
});
