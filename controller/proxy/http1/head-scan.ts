import { LIMITS } from '../limits.ts';

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const LF = 0x0a;
const CR = 0x0d;
/** Bytes of empty lines that are skipped before a request. */
const BLANK_BYTES = 8;

/** The line end of the last header line and the empty line. */
export const HEAD_END_BYTES = HEAD_END.length;
/** The head goes on in what is still to come. */
export const INCOMPLETE = -1;
/** Whatever comes, this never becomes a head. */
export const NO_HEAD = -2;

/** Where the request line begins: empty lines before it are skipped (RFC 9112, section 2.2). */
export function headStart(data: Buffer, start: number): number {
  let at = start;
  while (data[at] === CR && data[at + 1] === LF && at - start < BLANK_BYTES) at += 2;
  return at;
}

/**
 * The offset at which the head that begins at `start` ends (before `HEAD_END_BYTES`), else `INCOMPLETE` or `NO_HEAD`. `scanned` bytes of
 * `data` were searched before.
 */
export function findHeadEnd(data: Buffer, start: number, scanned: number): number {
  const end = data.indexOf(HEAD_END, Math.max(start, scanned - (HEAD_END.length - 1)));
  if ((end < 0 ? data.length : end) - start > LIMITS.requestHeadBytes) return NO_HEAD;
  if (end >= 0) return end;
  return isBroken(data, start) ? NO_HEAD : INCOMPLETE;
}

/** A line that ends with a bare LF never becomes part of a head: refused at once, not at the deadline. One that is too long neither. */
function isBroken(data: Buffer, start: number): boolean {
  let lineStart = start;
  for (let lf = data.indexOf(LF, start); lf >= 0; lf = data.indexOf(LF, lf + 1)) {
    if (lf === start || data[lf - 1] !== CR) return true;
    lineStart = lf + 1;
  }
  return data.length - lineStart > LIMITS.lineBytes + 2;
}
