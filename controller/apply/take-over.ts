import { QbtcError } from '../api/errors.ts';
import { isObjectOf, type Gateway, type GatewayAccess, type GatewayObject, type Originals } from '../api/gateway.ts';
import { LABELS, labelsOf } from '../api/labels.ts';
import type { StackRef } from '../api/runtime.ts';

/** A stack that changes an APISIX which it shares with others. */
interface Party {
  readonly gateway: Gateway;
  readonly access: GatewayAccess;
  readonly stack: StackRef;
  readonly originals: Originals;
}

type Handle = Pick<GatewayObject, 'kind' | 'id'>;

/** Removes an object of the stack; nothing happens when there is none. Throws `NotOurs` (I11). */
export const removeObject = ({ gateway, access, stack }: Party, object: Handle, signal: AbortSignal): Promise<void> =>
  gateway.change(
    access,
    object,
    async (found) => {
      if (found && !isObjectOf(found, stack)) throw notOurs(object);
      return Promise.resolve(undefined);
    },
    signal,
  );

/** Makes an object the stack's that is nobody's, having kept what it was. Throws `NotOurs` for one of another stack. */
export async function takeOver(party: Party, object: GatewayObject, signal: AbortSignal): Promise<void> {
  const { gateway, access, stack, originals } = party;
  const done = { isKept: false };
  const keep = async (found: GatewayObject['value'] | undefined): Promise<void> => {
    if (found && !isObjectOf(found, stack)) {
      if (labelsOf(found)[LABELS.uid] !== undefined) throw notOurs(object);
      await originals.keep(object, found);
    } else if (await originals.read(object)) {
      // One that somebody removed after it was taken over is still to be given back.
      return;
    } else await originals.keep(object, null);
    done.isKept = true;
  };
  try {
    await gateway.change(
      access,
      object,
      async (found) => {
        await keep(found);
        return object.value;
      },
      signal,
    );
  } catch (error) {
    // Nothing was taken over. Of a write whose end nobody knows, that cannot be said.
    if (done.isKept && error instanceof QbtcError && error.code === 'ApisixRefused') await originals.discard(object);
    throw error;
  }
}

/** Makes an object that was taken over what it was before. Throws `NotOurs`, and `OriginalLost` when nobody knows what that was. */
export async function giveBack(party: Party, object: Handle, signal: AbortSignal): Promise<void> {
  const { gateway, access, stack, originals } = party;
  await gateway.change(
    access,
    object,
    async (found) => {
      if (found && !isObjectOf(found, stack)) throw notOurs(object);
      const original = await originals.read(object);
      if (!original)
        throw new QbtcError(
          `what ${object.kind}/${object.id} of APISIX was before it was taken over is not known any more`,
          {
            code: 'OriginalLost',
            mend: 'Remove it from APISIX by hand, or leave it there with `qbtc down --orphan`.',
            disposition: 'wait',
          },
        );
      return original.value ?? undefined;
    },
    signal,
  );
  await originals.discard(object);
}

const notOurs = ({ kind, id }: Handle): QbtcError =>
  new QbtcError(`${kind}/${id} of APISIX was not created for this stack`, {
    code: 'NotOurs',
    mend: 'It is left alone.',
    disposition: 'wait',
  });
