import type { HealthcheckRequest } from '../../controller/api/container-request.ts';
import type { ImageSummary, RegistryCredentials } from '../../controller/api/engine.ts';

export interface SimulatedImage {
  readonly id: string;
  readonly tags: Set<string>;
  readonly digests: Set<string>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly healthcheck: HealthcheckRequest | undefined;
}

/** An image as a registry has it. */
export interface RegistryImage {
  readonly image: SimulatedImage;
  /** Bytes. */
  readonly size: number;
  /** Asked of everybody who pulls it. */
  readonly credentials?: RegistryCredentials;
}

const withTag = (reference: string): string =>
  reference.includes('@') || reference.includes(':', reference.lastIndexOf('/') + 1)
    ? reference
    : `${reference}:latest`;

/** The images of a simulated engine, and what registries have. */
export class SimulatedImages {
  readonly #byId = new Map<string, SimulatedImage>();
  /** By `NAME:TAG` and by `NAME@sha256:…`. */
  readonly registry = new Map<string, RegistryImage>();

  look(reference: string): ImageSummary | undefined {
    const image = this.find(reference);
    return image && { id: image.id, tags: [...image.tags], digests: [...image.digests], volumes: [] };
  }

  /** By id, tag or digest. */
  find(reference: string): SimulatedImage | undefined {
    const name = withTag(reference);
    return (
      this.#byId.get(reference) ??
      [...this.#byId.values()].find(({ tags, digests }) => tags.has(name) || digests.has(name))
    );
  }

  /** Gives an image this name, which another one loses. */
  tag(image: SimulatedImage, reference: string): void {
    const name = withTag(reference);
    for (const { tags } of this.#byId.values()) tags.delete(name);
    this.#byId.set(image.id, image);
    image.tags.add(name);
  }

  remove(reference: string): void {
    const image = this.find(reference);
    if (!image) return;
    image.tags.delete(withTag(reference));
    if (image.tags.size === 0) this.#byId.delete(image.id);
  }

  /** What `NAME:TAG` or a digest means at its registry; undefined when it has no such image. */
  offered(reference: string): RegistryImage | undefined {
    return this.registry.get(withTag(reference));
  }

  /** Puts an image into a registry; returns its digest. */
  publish(reference: string, offer: RegistryImage): string {
    const name = withTag(reference);
    const digest = `${name.slice(0, name.lastIndexOf(':'))}@${offer.image.id}`;
    this.registry.set(name, offer);
    this.registry.set(digest, offer);
    return digest;
  }

  /** Takes over what was pulled. */
  arrive(reference: string, { image }: RegistryImage): void {
    const name = withTag(reference);
    const [repository = ''] = name.includes('@') ? name.split('@') : [name.slice(0, name.lastIndexOf(':'))];
    const own = this.#byId.get(image.id) ?? { ...image, tags: new Set<string>(), digests: new Set<string>() };
    this.#byId.set(own.id, own);
    if (!name.includes('@')) this.tag(own, name);
    own.digests.add(`${repository}@${image.id}`);
  }
}
