import type { EngineErrorCode } from '../../api/engine.ts';
import { type Disposition, type ErrorDetail, errnoOf, messageOf, QbtcError } from '../../api/errors.ts';

export const engineError = (
  code: EngineErrorCode,
  message: string,
  detail: Omit<ErrorDetail, 'code'> = {},
): QbtcError => new QbtcError(message, { ...detail, code });

interface Rule {
  readonly words: RegExp;
  /** Only answers with this status. */
  readonly status?: number;
  readonly code: EngineErrorCode;
  readonly disposition: Disposition;
  readonly mend: string;
}

const PORT_MEND = 'Free the port, or publish another one.';
const SUBNET_MEND = 'Choose a subnet that no network of the engine and no interface of this host uses.';
const RETRIED = 'It is tried again.';

/** What the words of an engine's refusal mean; the first rule that fits counts. Seen at engines 20.10 to 28, and in moby's source. */
const RULES: readonly Rule[] = [
  {
    words: /no space left on device/i,
    code: 'DiskFull',
    disposition: 'wait',
    mend: "Free space on the engine's disk: docker system df shows what takes it.",
  },
  {
    words: /container name ".*" is already in use/i,
    code: 'NameConflict',
    disposition: 'wait',
    mend: 'Remove or rename that container.',
  },
  {
    words: /network with name .* already exists/i,
    code: 'NameConflict',
    disposition: 'wait',
    mend: 'Remove that network, or choose another name.',
  },
  {
    words: /port is already allocated|address already in use/i,
    code: 'PortConflict',
    disposition: 'wait',
    mend: PORT_MEND,
  },
  {
    words: /could not find an available, non-overlapping|predefined address pools have been fully subnetted/i,
    code: 'SubnetConflict',
    disposition: 'wait',
    mend: 'Remove networks that are not needed (docker network prune), or give the network a subnet.',
  },
  {
    words: /pool overlaps|networks have overlapping|conflicts with network/i,
    code: 'SubnetConflict',
    disposition: 'wait',
    mend: SUBNET_MEND,
  },
  {
    words: /has active endpoints/i,
    code: 'NetworkInUse',
    disposition: 'wait',
    mend: 'Disconnect or remove the containers that are in it.',
  },
  {
    words: /volume is in use/i,
    code: 'VolumeInUse',
    disposition: 'wait',
    mend: 'Remove the containers that mount it.',
  },
  {
    words:
      /exec: ".*": .*(executable file not found|no such file or directory|permission denied|not a directory)|exec format error/i,
    code: 'CommandNotFound',
    disposition: 'terminal',
    mend: 'Check the command, the entrypoint and the image: the program must exist in the image, be executable and fit the processor.',
  },
  {
    // What is left of an engine that ended while it was starting the container.
    words: /task [0-9a-f]{64}: already exists|failed to start shim: mkdir .*[0-9a-f]{64}: file exists/i,
    code: 'ContainerStuck',
    disposition: 'retry',
    mend: 'Remove the container, or restart the engine.',
  },
  { words: /no such image/i, code: 'ImageMissing', disposition: 'retry', mend: 'Pull or build the image.' },
  {
    words: /marked for removal|removal of container .* in progress|is restarting, wait until/i,
    code: 'EngineBusy',
    disposition: 'retry',
    mend: RETRIED,
  },
  {
    words: /context canceled|shutting down|(connection|transport) is closing|ttrpc: closed|failed to update store/i,
    code: 'EngineUnreachable',
    disposition: 'retry',
    mend: 'The engine is ending or has just started. It is tried again.',
  },
  { words: /./s, status: 404, code: 'NotFound', disposition: 'retry', mend: RETRIED },
  { words: /is not running/i, status: 409, code: 'EngineError', disposition: 'retry', mend: RETRIED },
  {
    words: /paused/i,
    status: 409,
    code: 'EngineError',
    disposition: 'wait',
    mend: 'Unpause the container: docker unpause.',
  },
  { words: /./s, status: 503, code: 'EngineUnreachable', disposition: 'retry', mend: RETRIED },
  {
    words: /./s,
    status: 400,
    code: 'ContainerInvalid',
    disposition: 'terminal',
    mend: 'Change what the stack says about it.',
  },
  {
    words:
      /invalid mount config|bind source path does not exist|not a directory: unknown|unable to start container process/i,
    code: 'ContainerInvalid',
    disposition: 'terminal',
    mend: 'Change what the stack says about the container.',
  },
];

/**
 * What an engine's refusal means.
 *
 * @param task what was tried, after "cannot": `start the container web`
 * @param words the engine's own
 */
export function refusal(task: string, status: number, words: string): QbtcError {
  const said = words.trim() === '' ? `the engine answered with status ${status}` : words.trim();
  const rule = RULES.find((each) => each.words.test(said) && (each.status ?? status) === status);
  const {
    code = 'EngineError',
    disposition = 'retry',
    mend = "Look at the engine's log: journalctl -u docker.",
  } = rule ?? {};
  return engineError(code, `cannot ${task}: ${said}`, { disposition, mend });
}

/** The answer of a call; undefined when it is refused in a way that is fine for the caller. */
export async function unless<T>(isFine: (error: QbtcError) => boolean, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof QbtcError && isFine(error)) return undefined;
    throw error;
  }
}

export const coded =
  (code: EngineErrorCode) =>
  (error: QbtcError): boolean =>
    error.code === code;
export const saying =
  (words: string) =>
  (error: QbtcError): boolean =>
    error.message.includes(words);

/** The engine does not answer, or the connection broke. */
export function unreachable(endpoint: string, cause: unknown): QbtcError {
  const errno = errnoOf(cause) ?? '';
  const because = WORDS[errno] ?? messageOf(cause);
  return engineError('EngineUnreachable', `the Docker engine at ${endpoint} cannot be reached: ${because}`, {
    mend: mendOf(errno, endpoint),
    disposition: 'retry',
    cause,
    ...(ABSENT.has(errno) ? { absent: true } : {}),
  });
}

/** What tells that there is no engine to use, rather than one that is ending, starting or slow. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ENOTFOUND']);

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'its socket does not exist',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ENOTFOUND: 'the host name is not known',
};

function mendOf(errno: string, endpoint: string): string {
  if (errno === 'EACCES' || errno === 'EPERM')
    return 'Run as a user who may use the socket: usermod -aG docker USER, and log in again.';
  if (/^(CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO)/.test(errno))
    return 'Check DOCKER_TLS_VERIFY, and that the certificates in DOCKER_CERT_PATH are those of this engine.';
  const start = 'Start Docker (systemctl start docker)';
  return endpoint.startsWith('unix:')
    ? `${start}, or set DOCKER_HOST to where it is.`
    : `${start} on that host, and check DOCKER_HOST and DOCKER_TLS_VERIFY.`;
}
