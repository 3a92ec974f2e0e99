import { CLASSES, GATEWAYS } from '../requests.ts';
import type { Describer } from './render.ts';

/** Routes of a stack with values of their own: label sets are bounded. */
const MOST_ROUTES = 100;

/** Each route: how it stands, and what came by it. */
export const describeRoutes: Describer = ({ gauge, counter }) => {
  const states = gauge('qbtc_routes', 'Routes by state.', ['stack', 'state']);
  const state = gauge('qbtc_route_state', 'The state that a route is in; always 1.', ['stack', 'route', 'state']);
  const requests = counter(
    'qbtc_requests_total',
    'Requests of clients that were answered, by who was asked for them and by class of status code.',
    ['stack', 'route', 'gateway', 'code'],
  );
  return (stack, { document: { spec, status }, requests: counted }) => {
    const routes = status?.routes ?? [];
    for (const name of new Set(routes.map((route) => route.state)))
      states.set({ stack, state: name }, routes.filter((route) => route.state === name).length);
    for (const route of routes.slice(0, MOST_ROUTES)) {
      state.set({ stack, route: route.name, state: route.state }, 1);
      const found = counted.get(route.name);
      for (const gateway of found ? GATEWAYS : []) {
        // Who declares none has nothing to do with it.
        if (gateway === 'apisix' && !spec.gateway.apisix && !found?.apisix.some(Boolean)) continue;
        for (const [index, code] of CLASSES.entries()) {
          const count = found?.[gateway][index] ?? 0;
          // A failure that is the first of its kind is to be seen as an increase.
          if (count > 0 || code === '5xx' || code === '2xx')
            requests.set({ stack, route: route.name, gateway, code }, count);
        }
      }
    }
  };
};
