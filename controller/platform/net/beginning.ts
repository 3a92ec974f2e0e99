/** More than a gateway's own pages have. */
const READ_BYTES = 4096;

/** The beginning of an answer; the rest of it is left. */
export async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of body) {
    text += piece.toString('latin1');
    if (text.length > READ_BYTES) break;
  }
  return text;
}
