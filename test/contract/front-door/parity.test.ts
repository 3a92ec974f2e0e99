import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEVIATIONS } from './deviations.ts';
import { parity, type ParityCase } from './parity-file.ts';
import { Bench, differences } from './replay.ts';
import { WireClient } from './wire.ts';

const bench = new Bench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

const single = parity.cases.filter(({ times }) => times === undefined);
const deviationOf = (id: string) => DEVIATIONS.find(({ cases }) => cases.includes(id));

const replayOf = async (item: ParityCase): Promise<string[]> => {
  if (item.steps !== undefined) return stepsOf(item);
  const bytes = bench.bytes(item);
  const pieces = item.request_parts_sent_apart?.map((part) => Buffer.from(bench.fill(part), 'latin1')) ?? [bytes];
  return differences(item, await bench.replay(item, pieces), (text) => bench.fill(text));
};

/** Requests that follow one another, on what the ones before have counted. */
const stepsOf = async (item: ParityCase): Promise<string[]> => {
  await bench.load(item.table);
  const found: string[] = [];
  const expected = [...(item.expected.steps ?? [])];
  for (const { request_raw: raw, wait_ms: pause } of item.steps ?? []) {
    // A window of the recorded limit goes by; there is nothing to see of that from outside.
    if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
    if (raw === undefined) continue;
    const step: ParityCase = {
      id: item.id,
      topic: item.topic,
      table: item.table,
      request_raw: raw,
      expected: expected.shift() ?? {},
    };
    found.push(...differences(step, await bench.send(step, [bench.bytes(step)]), (text) => bench.fill(text)));
  }
  return found;
};

describe('a request that goes the direct way is served as the real gateway serves it', () => {
  for (const topic of new Set(single.map((item) => item.topic))) {
    it(`in all recorded cases of ${topic}`, async () => {
      for (const item of single.filter(
        (candidate) => candidate.topic === topic && deviationOf(candidate.id) === undefined,
      ))
        expect({ id: item.id, differences: await replayOf(item) }).toEqual({ id: item.id, differences: [] });
    }, 60_000);
  }

  for (const { reason, cases, differs } of DEVIATIONS) {
    it(`except that ${reason}`, async () => {
      for (const id of cases) {
        const item = single.find((candidate) => candidate.id === id);
        if (item === undefined) throw new Error(`no case ${id}`);
        const found = await replayOf(item);
        for (const pattern of differs)
          expect({ id, found, pattern, hit: found.some((text) => pattern.test(text)) }).toMatchObject({ hit: true });
      }
    });
  }

  it('shares requests out by weight', async () => {
    for (const item of parity.cases.filter(({ times }) => times !== undefined)) {
      await bench.load(item.table);
      bench.services.received.length = 0;
      let client = new WireClient(bench.port);
      for (let n = 0; n < (item.times ?? 0); n++) {
        client.send(bench.bytes(item));
        expect((await client.answer('GET'))?.status).toBe(200);
        if (item.connections !== 'a new one each') continue;
        client.close();
        client = new WireClient(bench.port);
      }
      client.close();
      for (const [service, count] of Object.entries(item.expected.services ?? {})) {
        const got = bench.services.received.filter((request) => request.service === service).length;
        expect({ id: item.id, service, off: Math.abs(got - count) <= 1 }).toEqual({ id: item.id, service, off: true });
      }
    }
  });
});

describe('a request is served the same however its bytes are cut', () => {
  // Every split point of every case would take an hour here with a pause at each: the unit test of the same name has them all without
  // sockets; these are every seventh, shifted from case to case so that all offsets occur.
  it('by a network that delivers it in two pieces', async () => {
    const sample = single.filter(
      ({ topic, client_sends_after_101: upgraded, steps, id }) =>
        topic !== 'retries' && !upgraded && !steps && deviationOf(id) === undefined,
    );
    for (const [index, item] of sample.entries()) {
      const bytes = bench.bytes(item);
      if (bytes.length > 4000 || item.request_parts_sent_apart !== undefined || index % 6 !== 0) continue;
      for (let at = 1 + (index % 7); at < bytes.length; at += 7) {
        const found = differences(item, await bench.replay(item, [bytes.subarray(0, at), bytes.subarray(at)]), (text) =>
          bench.fill(text),
        );
        expect({ id: item.id, at, found }).toEqual({ id: item.id, at, found: [] });
      }
    }
  }, 240_000);
});
