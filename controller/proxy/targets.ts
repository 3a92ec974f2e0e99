import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Addresses that no route may reach: link-local ones, among them the metadata services of the clouds. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('192.0.0.192', 'ipv4');
forbidden.addAddress('0.0.0.0', 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');
// The same link-local addresses behind a NAT64 gateway (RFC 6052, section 2.1).
forbidden.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
forbidden.addAddress('::', 'ipv6');

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Who listens there on this very machine, by port: whoever reaches them owns the machine. */
const MACHINE_PORTS: ReadonlyMap<number, string> = new Map([
  [2375, "this machine's Docker API"],
  [2376, "this machine's Docker API"],
  [6443, "this machine's Kubernetes API server"],
  [10_250, "this machine's kubelet"],
  [10_255, "this machine's kubelet"],
  [10_257, "this machine's Kubernetes controller manager"],
  [10_259, "this machine's Kubernetes scheduler"],
]);

const FORBIDDEN = 'a link-local address or a metadata service';

/** An error that a socket gives when a name resolves to a denied address. */
class TargetRefusal extends Error {}

export const isRefusal = (error: Error): boolean => error instanceof TargetRefusal;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Addresses of this machine, as they are now. */
function ownAddresses(): BlockList {
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  for (const { address } of Object.values(networkInterfaces()).flatMap((found) => found ?? [])) {
    const bare = address.split('%', 1)[0] ?? '';
    own.addAddress(bare, familyOf(bare));
  }
  return own;
}

/** What no route may lead to, whatever a table says. */
export class Targets {
  #own = ownAddresses();
  #listeners: ReadonlyMap<number, string> = new Map();

  /** Sets what of ours listens on this machine (words for people by port), and looks at the machine's addresses anew. */
  update(listeners: ReadonlyMap<number, string>): void {
    this.#listeners = listeners;
    this.#own = ownAddresses();
  }

  /** Why an address, or a name that is refused before it is resolved, may not be reached; undefined when it may. */
  reasonAgainst(host: string, port: number): string | undefined {
    const name = host
      .toLowerCase()
      .replace(/\.$/, '')
      .replace(/^\[(.*)\]$/, '$1');
    if (METADATA_NAMES.has(name)) return FORBIDDEN;
    // A zone (`fe80::1%eth0`) does not make another address of it. BlockList takes IPv4-mapped addresses for what they are.
    const address = name.split('%', 1)[0] ?? '';
    if (isIP(address) === 0) return undefined;
    if (forbidden.check(address, familyOf(address))) return FORBIDDEN;
    const listener = this.#listeners.get(port) ?? MACHINE_PORTS.get(port);
    return listener !== undefined && this.#own.check(address, familyOf(address)) ? listener : undefined;
  }

  /**
   * `dns.lookup` for the sockets of an endpoint, which connect to what was checked: the address cannot change in between. `onResult` gets the
   * reason when all addresses are denied, else undefined.
   */
  lookupFor(port: number, onResult: (reason: string | undefined) => void): LookupFunction {
    return (host, options, callback) => {
      lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
        if (error) {
          callback(error, '', 0);
          return;
        }
        const reasons = addresses.map(({ address }) => this.reasonAgainst(address, port));
        const allowed = addresses.filter((_address, index) => reasons[index] === undefined);
        const [first] = allowed;
        onResult(first === undefined ? reasons[0] : undefined);
        if (first === undefined) callback(new TargetRefusal(`${host}: ${reasons[0] ?? 'no address'}`), '', 0);
        else if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    };
  }
}
