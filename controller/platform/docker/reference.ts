/** A reference to an image, such as `registry:5000/team/api:1.2` or `redis@sha256:…`. */
export interface Reference {
  /** With its registry, without tag and digest. */
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:…`; it counts, not the tag, when there are both. */
  readonly digest: string | undefined;
  /** Host and port of the registry, `docker.io` when none is named. */
  readonly registry: string;
}

const DOCKER_HUB = 'docker.io';

/** Takes a reference apart by the rules of https://pkg.go.dev/github.com/distribution/reference. */
export function parseReference(image: string): Reference {
  const [rest = '', digest] = image.split('@');
  // A colon before the last slash belongs to the port of the registry.
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const [first = '', ...path] = name.split('/');
  const isHost = path.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return { name, tag, digest, registry: isHost && first !== 'index.docker.io' ? first : DOCKER_HUB };
}
