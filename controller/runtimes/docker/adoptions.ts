import { join } from 'node:path';
import { QbtcError } from '../../api/errors.ts';
import type { Files } from '../../api/files.ts';
import type { Launch } from '../../api/runtime.ts';
import { wholeLaunch } from './launch-label.ts';

/** That a stack has taken over a container of somebody else: labels cannot be added to one that exists. */
export interface Adoption {
  /** The uid of the stack. */
  readonly stack: string;
  /** What it counts as created with. */
  readonly launch: Launch;
  /** How it was found, to leave it like that again. */
  readonly found: { readonly restartPolicy: string; readonly networks: readonly string[] };
}

const SUFFIX = '.json';

/** The containers that were adopted, one file each in the state directory, named by their ids. Whoever holds the directory's lock alone writes them. */
export class Adoptions {
  readonly #files: Files;
  readonly #folder: string;
  /** Ids that are being noted. */
  readonly #noting = new Set<string>();
  /** What the files tell; undefined when they have to be read. */
  #records: Promise<ReadonlyMap<string, Adoption>> | undefined;

  /** @param directory the state directory */
  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#folder = join(directory, 'adopted');
  }

  /** Undefined when nobody has adopted it. A damaged record is none: the container is taken over anew. */
  async of(id: string): Promise<Adoption | undefined> {
    return (await this.all()).get(id);
  }

  /**
   * Notes an adoption, for good once this returns; nothing happens when the same replica has adopted the container already.
   *
   * @throws QbtcError `AdoptedAlready` when another one has
   */
  async note(id: string, adoption: Adoption): Promise<void> {
    if (this.#noting.has(id)) throw adoptedAlready(id, 'another service');
    this.#noting.add(id);
    try {
      const former = await this.of(id);
      if (former && replicaOf(former) !== replicaOf(adoption))
        throw adoptedAlready(id, `service ${former.launch.service.name}`);
      if (!former) await this.#change(() => this.#files.write(this.#path(id), JSON.stringify(adoption)));
    } finally {
      this.#noting.delete(id);
    }
  }

  forget(id: string): Promise<void> {
    return this.#change(() => this.#files.remove(this.#path(id)));
  }

  /** By container id, of all stacks. */
  async all(): Promise<ReadonlyMap<string, Adoption>> {
    const records = (this.#records ??= this.#read());
    try {
      return await records;
    } catch (error) {
      if (this.#records === records) this.#records = undefined;
      throw error;
    }
  }

  async #read(): Promise<ReadonlyMap<string, Adoption>> {
    const names = (await this.#files.list(this.#folder)).filter((name) => name.endsWith(SUFFIX));
    const ids = names.map((name) => name.slice(0, -SUFFIX.length));
    const found = await Promise.all(
      ids.map(async (id) => [id, parse((await this.#files.read(this.#path(id))) ?? '')] as const),
    );
    return new Map(found.flatMap(([id, adoption]) => (adoption ? [[id, adoption]] : [])));
  }

  async #change(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } finally {
      // Whoever reads now may see it before or after, and what failed may have been done all the same.
      this.#records = undefined;
    }
  }

  readonly #path = (id: string): string => join(this.#folder, `${id}${SUFFIX}`);
}

function parse(text: string): Adoption | undefined {
  try {
    const { stack, launch, found } = JSON.parse(text) as Partial<Adoption>;
    const whole = wholeLaunch(launch);
    if (typeof stack !== 'string' || !whole) return undefined;
    const { restartPolicy = 'no', networks = [] } = found ?? {};
    return { stack, launch: whole, found: { restartPolicy, networks } };
  } catch {
    return undefined;
  }
}

const replicaOf = ({ stack, launch: { service, slot } }: Adoption): string => `${stack}/${service.name}/${slot}`;

const adoptedAlready = (id: string, by: string): QbtcError =>
  new QbtcError(`container ${id.slice(0, 12)} has been taken over by ${by} already`, {
    code: 'AdoptedAlready',
    mend: 'A container can be one replica alone; set adopt: false in one of the two services.',
    disposition: 'wait',
  });
