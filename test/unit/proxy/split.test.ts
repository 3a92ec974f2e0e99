import { describe, expect, it } from '@jest/globals';
import { fullTable, parity, type ParityCase } from '../../contract/front-door/parity-file.ts';
import { bytesOf } from '../../contract/front-door/services.ts';
import { InProcess } from './in-process.ts';

const bytesFor = (item: ParityCase): Buffer =>
  item.request_base64 === undefined
    ? Buffer.from(item.request_raw ?? bytesOf(item.request_parts ?? item.request_parts_sent_apart ?? []), 'latin1')
    : Buffer.from(item.request_base64, 'base64');

/** Of sequences, each request is like one of the others. */
const cases = parity.cases.filter(({ steps }) => steps === undefined);

const outcome = (item: ParityCase, pieces: Buffer[], memo = true): string => {
  const { routes } = fullTable(item.table, () => 1);
  const front = new InProcess(routes, memo);
  front.receive(...pieces);
  return front.outcome;
};

describe('a request is the same to the service and gets the same answer, however the network cuts its bytes', () => {
  for (const topic of new Set(cases.map((item) => item.topic))) {
    // A long request is cut at every point of its first kilobyte and at every hundredth after that.
    it(`at every point of every recorded request of ${topic}`, () => {
      for (const item of cases.filter((candidate) => candidate.topic === topic)) {
        const bytes = bytesFor(item);
        const whole = outcome(item, [bytes]);
        // Otherwise nothing would be compared; a request whose body never comes has no outcome.
        if (!item.client_half_closes_after) expect(whole).not.toBe('[[],"",false,false]');
        for (let at = 1; at < bytes.length; at += at < 1024 ? 1 : 101) {
          const cut = outcome(item, [bytes.subarray(0, at), bytes.subarray(at)]);
          if (cut !== whole) expect({ id: item.id, at, cut }).toEqual({ id: item.id, at, cut: whole });
        }
      }
    }, 120_000);
  }

  it('byte by byte', () => {
    for (const item of cases) {
      const bytes = bytesFor(item);
      if (bytes.length > 1000) continue;
      const pieces = [...bytes].map((byte) => Buffer.from([byte]));
      expect({ id: item.id, outcome: outcome(item, pieces) }).toEqual({ id: item.id, outcome: outcome(item, [bytes]) });
    }
  });

  it('with and without the memory of the last header block', () => {
    for (const item of cases) {
      const bytes = bytesFor(item);
      const twice = Buffer.concat([bytes, bytes]);
      expect({ id: item.id, outcome: outcome(item, [twice]) }).toEqual({
        id: item.id,
        outcome: outcome(item, [twice], false),
      });
    }
  });
});
