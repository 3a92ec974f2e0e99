import { createHash } from 'node:crypto';
import type { Launch, StackRef } from '../../api/runtime.ts';

/** The most that a name has, so that it is a host name, too (RFC 1123). */
const LONGEST = 63;
const HASH = 8;
/** Ends the name of a container that is started before the one that it replaces is gone. */
const SUCCESSOR = '-next';

/** The two names that the container of a replica may have: its own, and the one until its predecessor is gone. */
export interface ContainerNames {
  readonly own: string;
  readonly next: string;
}

/** Names are made from what they name, so that an interrupted creation is found again instead of repeated. */
export function containerNames({ name, uid }: StackRef, { service, slot }: Launch): ContainerNames {
  const own = service.docker?.containerName ?? generatedName(name, uid, service.name, slot);
  return { own, next: `${own}${SUCCESSOR}` };
}

function generatedName(stack: string, uid: string, service: string, slot: number): string {
  const hash = createHash('sha256').update(`${uid}/${service}/${slot}`).digest('hex').slice(0, HASH);
  const readable = `qbtc-${stack}-${service}-${slot}`.slice(0, LONGEST - HASH - SUCCESSOR.length - 1);
  return `${readable}-${hash}`;
}
