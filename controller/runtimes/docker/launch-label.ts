import type { Labels } from '../../api/container.ts';
import { LABELS, ownerLabels } from '../../api/labels.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';

/** The labels of a container of ours, over those that its service declares. */
export function containerLabels(stack: StackRef, launch: Launch): Labels {
  const { service, slot, revision } = launch;
  return {
    ...service.docker?.labels,
    ...ownerLabels(stack),
    [LABELS.service]: service.name,
    [LABELS.slot]: String(slot),
    [LABELS.revision]: revision,
    [LABELS.launch]: JSON.stringify(launch),
  };
}

/** What a container of ours was created with; undefined when its labels do not tell. */
export function launchOfLabels(labels: Labels): Launch | undefined {
  try {
    return wholeLaunch(JSON.parse(labels[LABELS.launch] ?? '') as Partial<Launch>);
  } catch {
    return undefined;
  }
}

/** What was read as a launch, when nothing is missing in it. */
export function wholeLaunch(launch: Partial<Launch> | undefined): Launch | undefined {
  const isWhole =
    typeof launch?.slot === 'number' && typeof launch.revision === 'string' && launch.service?.docker !== undefined;
  return isWhole && launch.ports && launch.env && launch.command ? (launch as Launch) : undefined;
}
