import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { clientFacts } from '../request-text.ts';
import { type Config, isOf } from './config.ts';
import { blockListOf, contains } from './restrictions.ts';
import { isVariable, type Step } from './visit.ts';

/** request-id: gives each request an id of its own, unless it brings one (apisix/plugins/request-id.lua). */
export function requestId(config: Config): Step | undefined {
  const { header_name: name = 'X-Request-Id', include_in_response: isTold = true } = config.rest;
  if (typeof name !== 'string' || !/^[\w-]+$/.test(name)) return undefined;
  return (visit) => {
    const wanted = name.toLowerCase();
    const lines = (visit.head.facts?.kept ?? '')
      .split('\r\n')
      .filter((line) => line.toLowerCase().startsWith(`${wanted}:`));
    if (lines.length === 0) {
      const id = randomUUID();
      visit.claim(name, id);
      lines.push(`${name}: ${id}`);
    }
    if (isTold === true)
      visit.answerLines += lines.map((line) => `${name}:${line.slice(name.length + 1)}\r\n`).join('');
    return undefined;
  };
}

/** real-ip: takes the client's address from what a trusted peer says (apisix/plugins/real-ip.lua). */
export function realIp(config: Config): Step | undefined {
  if (!isOf(config, { source: 'string', trusted_addresses: 'list', recursive: 'boolean' })) return undefined;
  const {
    source = '',
    trusted_addresses: trusted = [],
    recursive = false,
  } = config.rest as {
    source?: string;
    trusted_addresses?: string[];
    recursive?: boolean;
  };
  const peers = blockListOf(trusted);
  // Without a list every peer would be trusted: a client could be whoever it wants to be.
  if (!peers || trusted.length === 0 || (!isVariable(source) && source !== 'http_x_forwarded_for')) return undefined;
  return (visit) => {
    if (!contains(peers, visit.client.address)) return undefined;
    const { head } = visit;
    const said = head.rawField('x-forwarded-for');
    const value =
      source === 'http_x_forwarded_for'
        ? lastOf(said ?? '', recursive ? peers : undefined)
        : source === 'http_x_real_ip'
          ? head.rawField('x-real-ip')
          : visit.variable(source);
    const address = (value ?? '').replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
    if (isIP(address) === 0) return undefined;
    const forwarded = said === undefined ? address : `${said}, ${address}`;
    visit.client = clientFacts(address, visit.client.port, { forwarded });
    return undefined;
  };
}

/** The last address of a list; with peers, the last one that is none of them. */
function lastOf(list: string, peers: ReturnType<typeof blockListOf>): string | undefined {
  const addresses = list.split(',').map((address) => address.trim());
  if (!peers) return addresses.at(-1);
  return addresses.findLast((address) => isIP(address) !== 0 && !contains(peers, address)) ?? addresses[0];
}
