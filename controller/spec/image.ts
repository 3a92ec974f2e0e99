/** The parts of the name of an image, as an engine completes them: `redis` is `docker.io/library/redis:latest`. */
export interface ImageReference {
  /** Host and port, such as `docker.io` or `localhost:5000`. */
  readonly registry: string;
  /** The path within the registry, such as `library/redis`. */
  readonly repository: string;
  /** As written; undefined when none is. */
  readonly tag: string | undefined;
  /** Such as `sha256:…`. */
  readonly digest: string | undefined;
  /** Two names with the same normal form mean the same image. A tag beside a digest means nothing and is left out. */
  readonly normal: string;
}

const HUB = 'docker.io';
/** Under this name Docker Hub was known before (https://github.com/distribution/reference, normalize.go). */
const FORMER_HUB = 'index.docker.io';
const MAX_NAME = 255;

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The parts as they are written; any of them may be wrong. */
function split(text: string): Omit<ImageReference, 'normal'> {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = isHost && first !== FORMER_HUB ? first : HUB;
  const rest = isHost ? name.slice(slash + 1) : name;
  const repository = registry === HUB && !rest.includes('/') ? `library/${rest}` : rest;
  return { registry, repository, tag, digest };
}

/**
 * Reads the name of an image, `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, by the grammar of https://github.com/distribution/reference; undefined
 * when it is none.
 */
export function parseImage(text: string): ImageReference | undefined {
  if (imageFault(text) !== undefined) return undefined;
  const parts = split(text);
  const version = parts.digest === undefined ? `:${parts.tag ?? 'latest'}` : `@${parts.digest}`;
  return { ...parts, normal: `${parts.registry}/${parts.repository}${version}` };
}

/** What is wrong with the name of an image, in words; undefined when nothing is. */
export function imageFault(text: string): string | undefined {
  if (/\s/.test(text)) return 'an image has no spaces in its name';
  if (/^\w+:\/\//.test(text)) return 'an image is named without a scheme like https://: HOST/PATH:TAG';
  const { registry, repository, tag, digest } = split(text);
  if (digest !== undefined && !DIGEST.test(digest))
    return 'the digest after @ must be like sha256: and 64 hexadecimal digits';
  if (tag === '') return 'there is no tag after the colon';
  if (tag !== undefined && !TAG.test(tag)) {
    return 'the tag after the colon must be letters, digits and _ . - with a letter, digit or _ at the start';
  }
  if (!REGISTRY.test(registry)) return 'the part before the first / is no host name';
  if (/[A-Z]/.test(repository)) return 'the path of an image is in lower case';
  if (!REPOSITORY.test(repository)) {
    return 'the path of an image must be lower-case letters and digits, with single . _ - or / between them';
  }
  if (`${registry}/${repository}`.length > MAX_NAME) return `the name of an image has at most ${MAX_NAME} characters`;
  const isId = digest === undefined && /^library\/[0-9a-f]{64}$/.test(repository);
  return isId ? 'an image is named by its path, not by its id alone' : undefined;
}
