import type { Candidate } from '../api/adoption.ts';
import type { Launch } from '../api/runtime.ts';
import type { Decision } from './decision.ts';
import { differencesOf } from './differences.ts';
import { launchOf } from './launch.ts';
import { containerPorts } from './ports.ts';
import { adoptId } from './steps.ts';
import type { Slot } from './view.ts';

/**
 * Takes a container that is there already for the first replica, when everything that is declared holds for it. One that differs is in the
 * way until somebody decides: nothing of the service is started beside it.
 *
 * @returns whether there is such a container
 */
export function adopt(decision: Decision, slot: Slot): boolean {
  const { candidate, spec, revision } = decision.view;
  if (!candidate) return false;
  // Further replicas are created once the first one is settled.
  if (slot.index !== 0) return true;
  const { container } = candidate;
  if (decision.isWithheld(adoptId(container.id), slot.index) || !decision.isAddressed()) return true;
  const { launch: context, supply } = decision.context;
  const launch = launchOf(spec, slot.index, revision, containerPorts(spec), context);
  const differences = differencesOf(launch, candidate, supply.imageId(spec.docker?.image ?? ''));
  if (differences.length > 0) {
    decision.block(
      'AdoptionDiffers',
      `container ${container.name} differs from what is declared: ${differences.join('; ')}. Change one of the two, ` +
        `remove the container, or rename it (\`docker rename ${container.name} …\`) to have another one created`,
    );
    return true;
  }
  decision.steps.push({ kind: 'adopt', candidate: container, launch, cause: causeOf(candidate, launch) });
  return true;
}

/** What is taken over, and what will be put right about it afterwards. */
function causeOf({ container: { name, state, networks }, settings }: Candidate, launch: Launch): string {
  const missing = (launch.networks ?? []).filter((wanted) => !networks[wanted.name]);
  const later = [
    ...(settings.restartPolicy === 'no' ? [] : [`its restart policy becomes no instead of ${settings.restartPolicy}`]),
    ...missing.map((network) => `it joins the network ${network.name}`),
    ...(state === 'running' ? [] : ['it is started']),
  ];
  return [`container ${name} is there, as declared`, ...later].join('; ');
}
