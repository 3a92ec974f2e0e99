import type { Service } from '../api/generated/resource.ts';
import type { Desired, Observed, Problem } from '../api/plan.ts';
import { HOST_ALIAS, isLoopback } from '../routing/addresses.ts';
import { apisixServiceOf } from '../spec/apisix-service.ts';
import { referencesOf } from '../spec/templates.ts';
import type { StackView } from './view.ts';

/**
 * Services of this host that a container is sent to and that listen on loopback only, where no container reaches them: found before
 * the first request fails.
 */
export function loopbackBackends(desired: Desired, observed: Observed, view: StackView): Problem[] {
  if (!observed.listening.known) return [];
  const sockets = observed.listening.value;
  return desired.spec.services.flatMap((asker) =>
    asker.docker
      ? targetsOf(asker, desired).flatMap(({ service: name, port }) => {
          const address = view.addresses.addressFor(asker, name, port);
          const listening = sockets.filter((socket) => socket.port === address?.port);
          const isHidden = listening.length > 0 && listening.every(({ host }) => isLoopback(host));
          if (address?.host !== HOST_ALIAS || !isHidden) return [];
          return [problem(asker, name, address.port, desired)];
        })
      : [],
  );
}

/** What a container reaches: whom it names, and where the routes of an APISIX lead. */
function targetsOf(asker: Service, { spec }: Desired): { readonly service: string; readonly port: string }[] {
  const routed = apisixServiceOf(spec) === asker ? spec.routes.flatMap(({ backends }) => backends) : [];
  const targets = [...referencesOf(asker), ...routed];
  return [...new Map(targets.map((target) => [`${target.service}/${target.port}`, target])).values()];
}

function problem(asker: Service, name: string, port: number, desired: Desired): Problem {
  const isOurs = desired.spec.services.some((service) => service.name === name && service.process);
  const mend = isOurs
    ? 'set hostAddress of the port to 0.0.0.0 and have the service listen on {{host.bind}}'
    : 'have it listen on another address, too';
  const message = `${name} listens on port ${port} of loopback only, where the container of ${asker.name} cannot reach it; ${mend}`;
  return { reason: 'BackendLoopbackOnly', target: `service/${asker.name}`, message };
}
