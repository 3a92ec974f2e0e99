/** Fields whose values are told by clocks and counters. */
const COUNTED = new Set([
  'create_time',
  'update_time',
  'createdIndex',
  'modifiedIndex',
  'orig_modifiedIndex',
  'resource_version',
  'X-Last-Modified',
]);

/**
 * Where an answer differs from the recorded one; empty when nowhere. Text in angle brackets stands for something that was left out of the
 * record.
 */
export function differences(recorded: unknown, actual: unknown, path = ''): string[] {
  const here = path === '' ? 'the answer' : path;
  if (typeof recorded === 'string' && /^<[^<>]*>$/.test(recorded))
    return actual === undefined ? [`${here} is missing`] : [];
  if (COUNTED.has(path.split('.').at(-1) ?? ''))
    return typeof actual === typeof recorded ? [] : [`${here} is ${JSON.stringify(actual)}`];
  if (typeof recorded !== 'object' || recorded === null || typeof actual !== 'object' || actual === null) {
    const [wanted, got] = [plain(recorded), plain(actual)];
    return wanted === got ? [] : [`${here} is ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`];
  }
  if (Array.isArray(recorded) !== Array.isArray(actual)) return [`${here} is ${JSON.stringify(actual)}`];
  const [wanted, got] = [recorded as Record<string, unknown>, actual as Record<string, unknown>];
  return [...new Set([...Object.keys(wanted), ...Object.keys(got)])].flatMap((name) =>
    differences(wanted[name], got[name], path === '' ? name : `${path}.${name}`),
  );
}

/** The record has line breaks as a terminal shows them. */
const plain = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : value);
