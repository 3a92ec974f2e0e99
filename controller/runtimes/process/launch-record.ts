import { isRecord } from '../../api/records.ts';
import { messageOf, QbtcError } from '../../api/errors.ts';
import { placeholderLaunch } from '../../api/placeholder-launch.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';

/** What an instance is started with, every time: written once, never changed. Holds resolved secrets. */
export interface LaunchRecord {
  readonly version: 1;
  readonly stack: StackRef;
  readonly launch: Launch;
  /** The whole environment but for the marker. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** The revision of an instance whose record is damaged: no wanted revision is equal to it. */
export const DAMAGED_REVISION = 'damaged';

/** @throws QbtcError `RecordDamaged` that names the file, never its contents */
export function parseLaunchRecord(text: string, path: string): LaunchRecord {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw damaged(path, 'it is not JSON');
  }
  if (!isLaunchRecord(record)) throw damaged(path, 'something in it is missing or of another type');
  return record;
}

export function damaged(path: string, problem: unknown): QbtcError {
  const what = typeof problem === 'string' ? problem : messageOf(problem);
  return new QbtcError(`the record ${path} is damaged: ${what}`, {
    code: 'RecordDamaged',
    mend: 'The instance is replaced by a new one; its processes are found by their marker.',
    cause: problem,
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isMap = (value: unknown, isValue: (item: unknown) => boolean): boolean =>
  isRecord(value) && Object.values(value).every(isValue);

function isLaunchRecord(value: unknown): value is LaunchRecord {
  if (!isRecord(value) || value.version !== 1 || !isText(value.cwd)) return false;
  const { stack, launch, env } = value;
  return isRecord(stack) && isText(stack.uid) && isMap(env, isText) && isLaunch(launch);
}

function isLaunch(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { service, slot, revision, ports, command, env } = value;
  const named = isRecord(service) && isText(service.name) && isRecord(service.process) && isRecord(service.update);
  const listed = isRecord(service) && Array.isArray(service.ports) && Array.isArray(service.dependsOn);
  const program = Array.isArray(command) && command.length > 0 && command.every(isText);
  return (
    named &&
    listed &&
    program &&
    Number.isInteger(slot) &&
    isText(revision) &&
    isMap(ports, Number.isInteger) &&
    isMap(env, isText)
  );
}

/** Stands for a launch that is not known any more. */
export function unknownLaunch(name: string, slot: number): Launch {
  const process = { command: [], workingDir: '/', env: [], stopSignal: 'SIGTERM', stopTimeoutSeconds: 10 };
  return placeholderLaunch({ name, slot, revision: DAMAGED_REVISION }, { process });
}
