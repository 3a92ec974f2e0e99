import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createClock } from '../../../controller/platform/clock.ts';

describe('createClock', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('calls back once, when the time has come and not before', () => {
    const callback = jest.fn();
    createClock().after(1000, callback);
    jest.advanceTimersByTime(999);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(5000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('does not call back at once after a delay of months', () => {
    const callback = jest.fn();
    const month = 30 * 86_400_000;
    createClock().after(2 * month, callback);
    jest.advanceTimersByTime(2 * month - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('does not call back once it is disposed of', () => {
    const callback = jest.fn();
    createClock().after(10, callback)[Symbol.dispose]();
    jest.advanceTimersByTime(100);
    expect(callback).not.toHaveBeenCalled();
  });
});
