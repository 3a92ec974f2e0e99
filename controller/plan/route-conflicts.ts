import type { Route } from '../api/generated/resource.ts';
import type { Desired, Observed, Problem } from '../api/plan.ts';
import type { RouteTable } from '../api/route-table.ts';
import { findConflicts } from '../routing/conflicts.ts';

/** Routes of this stack that never get a request, since an older stack of the same front door, or an earlier route, claims the same (I8's way). */
export function routeConflicts({ stack, spec }: Desired, { claims }: Observed): Problem[] {
  const names = new Map(claims.routes.map(({ uid, stack: name }) => [uid, name]));
  const tables = [
    ...claims.routes,
    { uid: stack.uid, createdAt: stack.createdAt, stack: stack.name, routes: spec.routes },
  ];
  return findConflicts(tables.map(claimedTable))
    .filter(({ stackUid }) => stackUid === stack.uid)
    .map(({ route, winner, claim }) => {
      const owner = names.get(winner.stackUid);
      const by =
        owner === undefined ? `the earlier route ${winner.route}` : `route ${winner.route} of the older stack ${owner}`;
      return {
        reason: 'RouteConflict',
        target: `route/${route}`,
        message: `${claim} is claimed by ${by}, which gets its requests`,
      };
    });
}

/** A table as far as claims go: without endpoints. */
const claimedTable = (claim: {
  uid: string;
  createdAt: number;
  stack: string;
  routes: readonly Route[];
}): RouteTable => {
  const { uid, createdAt, stack: name, routes } = claim;
  return {
    stack: { namespace: '', name, uid, createdAt },
    hash: '',
    quantumFrequency: '',
    routes: routes.map((route) => ({ ...route, backends: [] })),
  };
};
