import type { ContainerSettings } from './container-settings.ts';
import type { ContainerSummary } from './container.ts';

/** A container that nobody owns, by its name the one that a service with `adopt: true` is to take over. */
export interface Candidate {
  readonly service: string;
  readonly container: ContainerSummary;
  readonly settings: ContainerSettings;
}
