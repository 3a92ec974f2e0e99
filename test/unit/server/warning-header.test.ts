import { describe, expect, it } from '@jest/globals';
import { warningHeader } from '../../../controller/server/warning-header.ts';

describe('the Warning header', () => {
  it('quotes each warning, and holds nothing that would end the header or that a header cannot carry', () => {
    expect(warningHeader(['path: "a" is \\ odd', 'two\r\nX-Evil: é'])).toBe(
      '299 - "path: \\"a\\" is \\\\ odd", 299 - "two??X-Evil: ?"',
    );
  });

  it('stays so small that every client reads the answer, and counts what it leaves out', () => {
    const header = warningHeader(Array.from({ length: 1000 }, (_, index) => `spec.services[${index}]: unwise`));
    expect(header.length).toBeLessThan(4200);
    const [, omitted] = /, 299 - "and (\d+) more"$/.exec(header) ?? [];
    expect(header.split(', ').length - 1 + Number(omitted)).toBe(1000);
  });
});
