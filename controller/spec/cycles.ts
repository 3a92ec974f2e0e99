import type { Service } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';

/** A tangle of dependencies has more circles than anybody reads. */
const MAX_CIRCLES = 20;

/** Finds services that wait for each other in a circle, each circle once. */
export function cycleProblems(services: readonly Service[]): Problem[] {
  const indices = new Map(services.map(({ name }, index) => [name, index]));
  const done = new Set<string>();
  const problems: Problem[] = [];
  for (const { name } of services) {
    if (problems.length >= MAX_CIRCLES) break;
    problems.push(...cyclesFrom(name, services, indices, done));
  }
  return problems;
}

interface Step {
  readonly name: string;
  /** Which dependency is followed next. */
  next: number;
}

/** A walk in depth with its own stack, since a chain of a thousand services is deeper than the call stack should be. */
function cyclesFrom(
  start: string,
  services: readonly Service[],
  indices: ReadonlyMap<string, number>,
  done: Set<string>,
): Problem[] {
  const problems: Problem[] = [];
  const onPath = new Set<string>();
  const steps: Step[] = [];
  const enter = (name: string): void => {
    if (done.has(name)) return;
    steps.push({ name, next: 0 });
    onPath.add(name);
  };
  enter(start);
  for (let step = steps.at(-1); step && problems.length < MAX_CIRCLES; step = steps.at(-1)) {
    const index = indices.get(step.name) ?? -1;
    const dependency = services[index]?.dependsOn[step.next];
    if (!dependency) {
      steps.pop();
      onPath.delete(step.name);
      done.add(step.name);
    } else if (onPath.has(dependency.name)) {
      const names = steps.map(({ name }) => name);
      const circle = [...names.slice(names.indexOf(dependency.name)), dependency.name].join(' -> ');
      const path = ['spec', 'services', index, 'dependsOn', step.next, 'name'];
      problems.push({ path, message: `services wait for each other: ${circle}` });
      step.next += 1;
    } else {
      step.next += 1;
      if (indices.has(dependency.name)) enter(dependency.name);
    }
  }
  return problems;
}
