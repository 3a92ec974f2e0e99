import type { RouteTable, TableRoute } from '../api/route-table.ts';
import { byAge } from './matcher.ts';

/** Two routes that claim the very same requests; the first one gets them all. */
export interface RouteConflict {
  readonly stackUid: string;
  /** The route that is never reached by these requests. */
  readonly route: string;
  readonly winner: { readonly stackUid: string; readonly route: string };
  /** What both claim, for people: `api.test/path`. */
  readonly claim: string;
}

/** Everything that decides, beside host, path and priority, whether a request fits; equal text means equal requests. */
const conditionsOf = (route: TableRoute): string =>
  JSON.stringify([
    [...route.methods].sort(),
    route.headers
      .map((header) => JSON.stringify([header.name.toLowerCase(), header.value, header.regex, header.present]))
      .sort(),
    route.queryParams.map((param) => JSON.stringify([param.name, param.value, param.regex, param.present])).sort(),
  ]);

const claimsOf = (route: TableRoute): { claim: string; key: string }[] => {
  const hosts = route.hosts.length > 0 ? route.hosts : [''];
  const conditions = conditionsOf(route);
  return hosts.flatMap((host) =>
    route.paths.map((path) => {
      const claim = `${host.toLowerCase()}${path.value}`;
      return { claim, key: `${claim} ${path.type} ${route.priority} ${conditions}` };
    }),
  );
};

/** Finds routes that claim the same host, path, methods, headers and query at the same priority; the older stack, then the earlier route wins. */
export function findConflicts(tables: Iterable<RouteTable>): RouteConflict[] {
  const owners = new Map<string, { stackUid: string; route: string }>();
  const conflicts: RouteConflict[] = [];
  for (const table of byAge(tables)) {
    for (const route of table.routes) {
      for (const { claim, key } of claimsOf(route)) {
        const self = { stackUid: table.stack.uid, route: route.name };
        const winner = owners.get(key);
        if (winner === undefined) owners.set(key, self);
        else if (winner.stackUid !== self.stackUid || winner.route !== self.route)
          conflicts.push({ ...self, winner, claim });
      }
    }
  }
  return conflicts;
}
