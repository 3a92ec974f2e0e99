import { gatewayAccess, masked, pluginSources, secretsOf, withSecrets, type AcceptedStack } from '../api/accepted.ts';
import { QbtcError } from '../api/errors.ts';
import type { FacilityProvider } from '../api/facilities.ts';
import type { FrontDoors } from '../api/front-door.ts';
import type { Gateway, GatewayAccess, Originals } from '../api/gateway.ts';
import { runtimeOf, type Desired, type RuntimeKind } from '../api/plan.ts';
import type { Runtime, StackRef } from '../api/runtime.ts';
import type { Execute } from './apply.ts';
import { giveBack, removeObject, takeOver } from './take-over.ts';

export interface Systems {
  /** Throws when nothing may be done any more, whatever was planned. */
  readonly guard: () => void;
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly frontDoors: FrontDoors;
  readonly gateway: Gateway;
  readonly originals: Originals;
  /** The stack's, with what was added to it. */
  readonly spec: Desired['spec'];
  /** Writes what the stack's own APISIX starts with. */
  readonly configureGateway: () => Promise<void>;
  /** Which runtime carries an observed instance. */
  readonly runtimeOfInstance: (id: string) => RuntimeKind | undefined;
  readonly forget: () => Promise<void>;
}

/** Binds actions to the systems that they touch: one guarded call each, no decisions. */
export function executorFor(stack: AcceptedStack, ref: StackRef, systems: Systems): Execute {
  const runtime = (kind: RuntimeKind | undefined): Runtime => {
    const found = kind && systems.runtimes[kind];
    if (!found)
      throw new QbtcError(`no runtime carries this instance`, { code: 'RuntimeMissing', disposition: 'terminal' });
    return found;
  };
  const carrier = (id: string): Runtime => runtime(systems.runtimeOfInstance(id));
  const facilities = (): FacilityProvider => {
    const provider = runtime('docker').facilities;
    if (!provider) throw new QbtcError('nobody provides this', { code: 'RuntimeMissing', disposition: 'terminal' });
    return provider;
  };
  const { frontDoors, gateway, originals } = systems;
  const namesSecrets = pluginSources(stack.resource.spec).length > 0;
  const filled = <T>(value: T): T => (namesSecrets ? withSecrets(value, stack.secrets) : value);
  const access = (): GatewayAccess => {
    const found = gatewayAccess(systems.spec, stack.secrets);
    if (!found) throw new QbtcError('the stack names no APISIX', { code: 'GatewayMissing', disposition: 'terminal' });
    return found;
  };
  const party = () => ({ gateway, access: access(), stack: ref, originals });
  const veiled = (error: unknown): never => {
    throw withoutSecrets(error, stack.secrets);
  };

  return async (action, signal, progress): Promise<void> => {
    systems.guard();
    switch (action.type) {
      case 'StartInstance': {
        const { service } = action.launch;
        return runtime(runtimeOf(service)).start(ref, action.launch, secretsOf(service, stack.secrets), signal);
      }
      case 'RestartInstance':
        return carrier(action.instance).restart(ref, action.instance, signal);
      case 'StopInstance':
        return carrier(action.instance).stop(ref, action.instance, action.signal, signal);
      case 'KillInstance':
        return carrier(action.instance).kill(ref, action.instance, signal);
      case 'RemoveInstance':
        return carrier(action.instance).remove(ref, action.instance, signal);
      case 'RepairInstance':
        return carrier(action.instance).repair?.(ref, action.instance, signal);
      case 'AdoptInstance': {
        const { candidate, launch } = action;
        const { service } = launch;
        return runtime(runtimeOf(service)).adopt?.(
          ref,
          candidate.id,
          launch,
          secretsOf(service, stack.secrets),
          signal,
        );
      }
      case 'ReleaseInstance':
        return carrier(action.instance).release?.(ref, action.instance, action.aside, signal);
      case 'CreateNetwork':
        return facilities().createNetwork(ref, action.network, signal);
      case 'RemoveNetwork':
        return facilities().removeNetwork(ref, action.network, signal);
      case 'CreateVolume':
        return facilities().createVolume(ref, action.volume, signal);
      case 'RemoveVolume':
        return facilities().removeVolume(ref, action.volume, signal);
      case 'PullImage':
        return facilities().pullImage(ref, action.image, progress, signal);
      case 'Purge':
        await Promise.all(action.runtimes.map((kind) => runtime(kind).purge(ref, signal)));
        return;
      case 'StartFrontDoor':
        return frontDoors.start(action.address, signal);
      case 'UpgradeFrontDoor':
        return frontDoors.upgrade(action.address, signal);
      case 'PushRoutes':
        return frontDoors.push(action.address, filled(action.table), signal);
      case 'WithdrawRoutes':
        return frontDoors.withdraw(action.address, ref.uid, signal);
      case 'StopFrontDoor':
        return frontDoors.stop(action.address, signal);
      case 'ConfigureGateway':
        return systems.configureGateway();
      case 'PutGatewayObject':
        return gateway.put(access(), filled(action.object), signal).catch(veiled);
      case 'AdoptGatewayObject':
        return takeOver(party(), filled(action.object), signal).catch(veiled);
      case 'ReleaseGatewayObject':
        return giveBack(party(), action.object, signal).catch(veiled);
      case 'PermitGateway': {
        const { address, stay, checks } = action;
        await gateway.serves(systems.spec.gateway.apisix?.gatewayUrl ?? '', checks, signal);
        return frontDoors.permit(address, ref.uid, stay, signal);
      }
      case 'RemoveGatewayObject':
        return removeObject(party(), action.object, signal);
      case 'ForgetStack':
        return systems.forget();
    }
  };
}

/** What refuses a value may quote it. */
function withoutSecrets(error: unknown, secrets: AcceptedStack['secrets']): unknown {
  if (!(error instanceof QbtcError)) return error;
  const message = masked(error.message, Object.values(secrets));
  if (message === error.message) return error;
  const { code, mend, disposition } = error;
  return new QbtcError(message, { code, disposition, ...(mend === undefined ? {} : { mend }) });
}
