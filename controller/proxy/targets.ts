import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

/** Addresses that no route may reach: link-local ones, among them the metadata services of the clouds. */
const denied = new BlockList();
denied.addSubnet('169.254.0.0', 16, 'ipv4');
denied.addAddress('100.100.100.200', 'ipv4');
denied.addAddress('0.0.0.0', 'ipv4');
denied.addSubnet('fe80::', 10, 'ipv6');
denied.addAddress('fd00:ec2::254', 'ipv6');
denied.addAddress('::', 'ipv6');

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

function isDeniedAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) does not make another address of it.
  const bare = address.split('%', 1)[0] ?? '';
  const family = isIP(bare);
  // BlockList looks at IPv4-mapped IPv6 addresses as the IPv4 address that they are.
  return family !== 0 && denied.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a host, as a table names it, is refused before it is resolved. */
export function isDeniedTarget(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return METADATA_NAMES.has(name) || isDeniedAddress(name);
}

/** An error that a socket gives when a name resolves to a denied address. */
const refusal = (host: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${host} resolves to an address that no route may reach`), { code: 'EDENIED' });

/** `dns.lookup` for sockets that connects to what it checked: the address cannot change in between. */
export const safeLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const allowed = error ? [] : addresses.filter(({ address }) => !isDeniedAddress(address));
    const [first] = allowed;
    if (error || first === undefined) callback(error ?? refusal(host), '', 0);
    else if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};
