import { describe, expect, it } from '@jest/globals';
import { connectionBound } from '../../../controller/proxy/connection-bound.ts';
import { LIMITS } from '../../../controller/proxy/limits.ts';

const limits = (files: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax processes             7                    7                    processes\nMax open files            ${files.padEnd(20)} 1048576              files\n`;

describe('how many clients may be connected', () => {
  it('leaves a descriptor for the service of each of them, and some for the program itself', () => {
    expect(connectionBound(limits('1024'))).toBe(480);
  });

  it('is never more than the front door takes, nor none at all', () => {
    expect(connectionBound(limits('1048576'))).toBe(LIMITS.connections);
    expect(connectionBound(limits('unlimited'))).toBe(LIMITS.connections);
    expect(connectionBound('')).toBe(LIMITS.connections);
    expect(connectionBound(limits('32'))).toBe(1);
  });
});
