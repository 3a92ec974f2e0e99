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

/** Whether a text is HOST:ADDRESS or HOST=ADDRESS, with an IP address or `host-gateway`, which the engine replaces by the host's. */
export function isExtraHost(text: string): boolean {
  const address = /^[A-Za-z0-9_][A-Za-z0-9_.-]*[:=](.+)$/.exec(text)?.[1];
  return address !== undefined && (address === 'host-gateway' || parseIp(address) !== undefined);
}

/** Whether a text is HOST[:CONTAINER[:PERMISSIONS]] with absolute paths, and some of r, w and m (make nodes) once each. */
export const isDevice = (text: string): boolean => /^\/[^/:][^:]*(:\/[^/:][^:]*(:(?!.*(.).*\3)[rwm]+)?)?$/.test(text);
