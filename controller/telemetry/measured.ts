import type { QbtcStack } from '../api/generated/resource.ts';
import type { Memory } from '../api/memory.ts';
import type { Readings } from '../api/monitoring.ts';
import type { DoorReading, StackRecord } from './recorder.ts';
import type { RouteRequests } from './requests.ts';
import type { Sums, WindowName } from './windows.ts';

/** One stack, with what is known of it beside its status. */
export interface MeasuredStack {
  readonly document: QbtcStack;
  readonly memory: Memory;
  /** What the monitoring sources said last. */
  readonly readings: Readings;
  /** Undefined before the first pass. */
  readonly record: StackRecord | undefined;
  /** By route. */
  readonly requests: ReadonlyMap<string, RouteRequests>;
  /** Of all routes, also of those that are gone. */
  readonly proxied: number;
  /** The front door that the stack names. */
  readonly door: DoorReading;
  readonly windows: Readonly<Record<WindowName, Sums>>;
}
