import { LineSplitter } from '../lines.ts';

/** The objects of a stream that has one in each line. A last line that was cut off is left out. */
export async function* jsonLines<T>(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<T, void, void> {
  const splitter = new LineSplitter();
  for await (const chunk of chunks) {
    for (const line of splitter.push(chunk)) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
}
