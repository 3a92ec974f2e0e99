interface PlannedLine {
  readonly type: string;
  readonly target: string;
  readonly cause: string;
}

/** A plan as people read it, and as golden tests keep it: one line an action, what it does to what, and why. */
export function renderPlan(stack: string, actions: readonly PlannedLine[]): string {
  if (actions.length === 0) return `${stack}: nothing to do`;
  const width = (pick: (action: PlannedLine) => string): number =>
    Math.max(...actions.map((action) => pick(action).length));
  const [types, targets] = [width(({ type }) => type), width(({ target }) => target)];
  const lines = actions.map(
    ({ type, target, cause }) => `  ${type.padEnd(types)}  ${target.padEnd(targets)}  ${cause}`,
  );
  return [`${stack}: ${actions.length} action${actions.length > 1 ? 's' : ''}`, ...lines].join('\n');
}
