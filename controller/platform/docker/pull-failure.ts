import type { Disposition, QbtcError } from '../../api/errors.ts';
import { parseImage } from '../../api/image.ts';
import { engineError } from './errors.ts';

interface Rule {
  readonly words: RegExp;
  readonly disposition: Disposition;
  readonly mend: (registry: string) => string;
}

/** What the words of a failed pull mean; the first rule that fits counts. */
const RULES: readonly Rule[] = [
  {
    words: /no space left on device/i,
    disposition: 'wait',
    mend: () => "Free space on the engine's disk: docker system df shows what takes it.",
  },
  {
    words: /unauthorized|denied|no basic auth credentials|authentication required/i,
    disposition: 'wait',
    mend: (registry) => `Check the name of the image, and log in: docker login ${registry}.`,
  },
  {
    words: /no matching manifest|does not match the specified platform/i,
    disposition: 'terminal',
    mend: () => "Choose an image that exists for the engine's processor.",
  },
  {
    words: /manifest unknown|not found|does not exist|no such image/i,
    disposition: 'wait',
    mend: () => 'Check the name and the tag of the image, or push it.',
  },
  {
    words: /invalid reference|invalid tag|invalid digest|invalid checksum/i,
    disposition: 'terminal',
    mend: () => 'Correct the name of the image.',
  },
  {
    words: /toomanyrequests|too many requests|rate limit/i,
    disposition: 'retry',
    mend: (registry) => `The registry limits pulls: log in (docker login ${registry}), or wait. It is tried again.`,
  },
  {
    words: /x509|certificate|HTTP response to HTTPS client/i,
    disposition: 'wait',
    mend: (registry) =>
      `Give the engine the certificate of ${registry}, or list it in the engine's insecure-registries.`,
  },
  {
    words:
      /connection refused|no such host|i\/o timeout|tls handshake|dial tcp|connection reset|EOF|server misbehaving|temporary failure/i,
    disposition: 'retry',
    mend: (registry) => `Check that the engine's host reaches the registry ${registry}. It is tried again.`,
  },
];

/** @param words the engine's own */
export function pullFailure(image: string, words: string): QbtcError {
  const { registry } = parseImage(image);
  const rule = RULES.find((each) => each.words.test(words));
  const mend = rule?.mend(registry) ?? `Try it by hand: docker pull ${image}.`;
  return engineError('PullFailed', `cannot pull the image ${image}: ${words.trim()}`, {
    disposition: rule?.disposition ?? 'retry',
    mend,
  });
}
