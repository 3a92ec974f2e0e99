/** An address as a number. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A network: its first address and the number of bits that all its addresses share. */
export interface Cidr extends IpAddress {
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Reads an IPv4 address in four decimal parts, or an IPv6 address (RFC 4291, section 2.2); undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  const value = text.includes(':') ? ipv6(text) : ipv4(text);
  return value === undefined ? undefined : { family: text.includes(':') ? 6 : 4, value };
}

/** Reads ADDRESS/PREFIX (RFC 4632); undefined when it is none. The address may have bits beyond the prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const [, written = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIp(written);
  const prefix = Number(length);
  return address && prefix <= BITS[address.family] ? { ...address, prefix } : undefined;
}

/** The network that an address is in, as text. */
export function networkOf({ family, value, prefix }: Cidr): string {
  const host = BigInt(BITS[family] - prefix);
  return `${format({ family, value: (value >> host) << host })}/${prefix}`;
}

/** The first address that a host of the network may have: the engine takes it for this host itself. */
export const firstAddressOf = ({ family, value }: Cidr): string => format({ family, value: value + 1n });

export const hasHostBits = ({ family, value, prefix }: Cidr): boolean =>
  value % (1n << BigInt(BITS[family] - prefix)) !== 0n;

/** Whether two networks have addresses in common: then one is within the other. */
export function overlap(a: Cidr, b: Cidr): boolean {
  if (a.family !== b.family) return false;
  const shift = BigInt(BITS[a.family] - Math.min(a.prefix, b.prefix));
  return a.value >> shift === b.value >> shift;
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  const [, head = text, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const embedded = tail === undefined ? undefined : ipv4(tail);
  if (tail !== undefined && embedded === undefined) return undefined;
  const hex =
    embedded === undefined ? head : `${head}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`;
  const [left = '', right, more] = hex.split('::');
  const groups = (side: string): string[] => (side === '' ? [] : side.split(':'));
  const written = [...groups(left), ...groups(right ?? '')];
  if (more !== undefined || !written.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  if (right === undefined ? written.length !== 8 : written.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - written.length }, () => '0');
  return [...groups(left), ...zeros, ...groups(right ?? '')].reduce(
    (value, group) => (value << 16n) | BigInt(`0x${group}`),
    0n,
  );
}

function format({ family, value }: IpAddress): string {
  const [size, count] = family === 4 ? [8n, 4] : [16n, 8];
  const parts = Array.from(
    { length: count },
    (_, index) => (value >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n),
  );
  if (family === 4) return parts.join('.');
  // The URL parser writes an IPv6 address in its shortest form (https://url.spec.whatwg.org/#concept-ipv6-serializer).
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
