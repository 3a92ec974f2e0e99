// Finds the real servers and tools that some suites need; components.json lists them.
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What components.json says, by name. */
export const components = JSON.parse(readFileSync(new URL('components.json', import.meta.url), 'utf8'));

/** The path of a component's program, or undefined when it is not installed. */
export function locate(name) {
  const component = components[name];
  if (!component) throw new Error(`components.json has no ${name}`);
  const folders = [
    ...(component.folders ?? []).flatMap(expand),
    ...(process.env.PATH ?? '').split(delimiter),
    ...SYSTEM_FOLDERS,
  ];
  return folders.map((folder) => join(folder, component.binary)).find(isProgram);
}

/** A folder whose path may have one `*` as a whole segment: all that exist, the highest first. */
function expand(pattern) {
  const [parent, rest] = pattern.split('/*/');
  if (rest === undefined) return [pattern];
  try {
    const names = readdirSync(parent).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map((name) => join(parent, name, rest));
  } catch {
    return [];
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
