/** The parts of the name of an image, as an engine completes them: `redis` is `library/redis` at `docker.io`. */
export interface ImageReference {
  /** As written, without tag and digest. */
  readonly name: string;
  /** Host and port, such as `docker.io` or `localhost:5000`. */
  readonly registry: string;
  /** The path within the registry, such as `library/redis`. */
  readonly repository: string;
  /** As written; undefined when none is, which means `latest`. */
  readonly tag: string | undefined;
  /** `sha256:…`; it counts, not the tag, when there are both. */
  readonly digest: string | undefined;
}

export const DOCKER_HUB = 'docker.io';
/** Under this name Docker Hub was known before (https://github.com/distribution/reference, normalize.go). */
const FORMER_HUB = 'index.docker.io';

/**
 * Takes the name of an image apart, `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, by the rules of https://github.com/distribution/reference; what is
 * wrong with a part is not looked at.
 */
export function parseImage(text: string): ImageReference {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  // A colon before the last slash belongs to the port of the registry.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = isHost && first !== FORMER_HUB ? first : DOCKER_HUB;
  const rest = isHost ? name.slice(slash + 1) : name;
  const repository = registry === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest;
  return { name, registry, repository, tag, digest };
}
