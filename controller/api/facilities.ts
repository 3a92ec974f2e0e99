import type { StackRef } from './runtime.ts';

/** A network that a stack wants. */
export interface NetworkNeed {
  readonly name: string;
  /** In CIDR notation; absent lets the engine choose. */
  readonly subnet?: string;
  readonly internal: boolean;
}

/** A named volume that a stack wants. */
export interface VolumeNeed {
  readonly name: string;
  readonly reclaim: 'Retain' | 'Delete';
}

export interface ObservedNetwork {
  readonly id: string;
  readonly name: string;
  /** It was made for this stack. */
  readonly ours: boolean;
  readonly subnets: readonly string[];
  readonly internal: boolean;
}

export interface ObservedVolume {
  readonly name: string;
  /** It was made for this stack. */
  readonly ours: boolean;
}

/** What containers need beside themselves: networks, volumes and images, as far as the stack names them or they were made for it. */
export interface Facilities {
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
  /** The id of each image that is here, by the reference that a service names. */
  readonly images: Readonly<Record<string, string>>;
}

/** Makes and removes facilities. Every write is idempotent, and touches only what was made for the stack. */
export interface FacilityProvider {
  createNetwork(stack: StackRef, network: NetworkNeed, signal: AbortSignal): Promise<void>;
  removeNetwork(stack: StackRef, name: string, signal: AbortSignal): Promise<void>;
  createVolume(stack: StackRef, volume: VolumeNeed, signal: AbortSignal): Promise<void>;
  removeVolume(stack: StackRef, name: string, signal: AbortSignal): Promise<void>;
  /** @param progress how far it is, for people */
  pullImage(stack: StackRef, image: string, progress: (text: string) => void, signal: AbortSignal): Promise<void>;
}
