import { parseIp } from './cidr.ts';

/** The capabilities of Linux (capabilities(7)), and what stands for all of them. */
export const CAPABILITIES: readonly string[] = [
  ...['ALL', 'AUDIT_CONTROL', 'AUDIT_READ', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'BPF', 'CHECKPOINT_RESTORE', 'CHOWN'],
  ...['DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE'],
  ...['LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD', 'NET_ADMIN', 'NET_BIND_SERVICE', 'NET_BROADCAST'],
  ...['NET_RAW', 'PERFMON', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYSLOG', 'SYS_ADMIN', 'SYS_BOOT'],
  ...['SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO', 'SYS_RESOURCE', 'SYS_TIME'],
  ...['SYS_TTY_CONFIG', 'WAKE_ALARM'],
];

/** The one name of a capability: in upper case and without CAP_, as engines take it too. */
export const capabilityOf = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');

/** A line of /etc/hosts. */
export interface ExtraHost {
  readonly host: string;
  /** An IP address without brackets, or `host-gateway`, which the engine replaces by the host's address. */
  readonly address: string;
}

/** Reads HOST:ADDRESS or HOST=ADDRESS, where an IPv6 address may stand in brackets; undefined when it is none. */
export function parseExtraHost(text: string): ExtraHost | undefined {
  const [, host, written] = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)[:=](.+)$/.exec(text) ?? [];
  const address = written?.replace(/^\[(.*:.*)\]$/, '$1');
  if (host === undefined || address === undefined) return undefined;
  return address === 'host-gateway' || parseIp(address) ? { host, address } : undefined;
}

/** A device of the host that a container may use. */
export interface Device {
  readonly host: string;
  readonly container: string;
  /** Some of `rwm`: read, write, make nodes. */
  readonly permissions: string;
}

const PERMISSIONS = /^(?!.*(.).*\1)[rwm]+$/;

/** Reads HOST[:CONTAINER[:rwm]] or HOST:rwm, as Docker does it; undefined when it is none. */
export function parseDevice(text: string): Device | undefined {
  const [host = '', second, third, ...more] = text.split(':');
  const alone = second !== undefined && third === undefined && PERMISSIONS.test(second);
  const container = alone ? host : (second ?? host);
  const permissions = (alone ? second : third) ?? 'rwm';
  const valid = isPath(host) && isPath(container) && PERMISSIONS.test(permissions) && more.length === 0;
  return valid ? { host, container, permissions } : undefined;
}

const isPath = (text: string): boolean => /^\/[^/]/.test(text);
