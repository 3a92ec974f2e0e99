import { parseImage } from '../api/image.ts';

const MAX_NAME = 255;

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** What is wrong with the name of an image by the grammar of https://github.com/distribution/reference, in words; undefined when nothing is. */
export function imageFault(text: string): string | undefined {
  if (/\s/.test(text)) return 'an image has no spaces in its name';
  if (/^\w+:\/\//.test(text)) return 'an image is named without a scheme like https://: HOST/PATH:TAG';
  const { registry, repository, tag, digest } = parseImage(text);
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
