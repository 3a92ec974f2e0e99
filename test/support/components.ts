import { components, locate } from '../../.ci/locate.mjs';

/** The path of a component that a suite cannot do without; throws when it is not installed. */
export function requireComponent(name: string): string {
  const path = locate(name);
  if (path === undefined) throw new Error(`${name} is not installed (Debian package ${components[name]!.package})`);
  return path;
}
