import { BlockList, isIP } from 'node:net';
import { pcre } from '../../routing/pcre.ts';
import { pluginAnswer } from '../answers.ts';
import { type Config, isOf } from './config.ts';
import type { Step } from './visit.ts';

/** Addresses and networks as APISIX writes them; undefined when one of them is none. */
export function blockListOf(entries: readonly string[]): BlockList | undefined {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    if (family === 0) return undefined;
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, type);
    else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
      list.addSubnet(address, Number(bits), type);
    else return undefined;
  }
  return list;
}

export const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** ip-restriction (apisix/plugins/ip-restriction.lua). */
export function ipRestriction(config: Config): Step | undefined {
  if (!isOf(config, { whitelist: 'list', blacklist: 'list', message: 'string', response_code: 'number' }))
    return undefined;
  const {
    whitelist,
    blacklist = [],
    message = 'Your IP address is not allowed',
    response_code: status = 403,
  } = config.rest as { whitelist?: string[]; blacklist?: string[]; message?: string; response_code?: number };
  const allowed = whitelist && blockListOf(whitelist);
  const denied = blockListOf(blacklist);
  if ((whitelist && !allowed) || !denied) return undefined;
  return ({ client }) => {
    const isRefused = contains(denied, client.address) || (allowed !== undefined && !contains(allowed, client.address));
    return isRefused ? pluginAnswer(status, { message }) : undefined;
  };
}

/** ua-restriction (apisix/plugins/ua-restriction.lua). */
export function uaRestriction(config: Config): Step | undefined {
  const types = { allowlist: 'list', denylist: 'list', message: 'string', bypass_missing: 'boolean' } as const;
  if (!isOf(config, types)) return undefined;
  const {
    allowlist,
    denylist = [],
    message = 'Not allowed',
    bypass_missing: passesWithout = false,
  } = config.rest as { allowlist?: string[]; denylist?: string[]; message?: string; bypass_missing?: boolean };
  const patternsOf = (sources: readonly string[]): RegExp[] => sources.map((source) => pcre(source));
  let patterns: { readonly allowed: RegExp[] | undefined; readonly denied: RegExp[] };
  try {
    patterns = { allowed: allowlist && patternsOf(allowlist), denied: patternsOf(denylist) };
  } catch {
    return undefined;
  }
  const refused = pluginAnswer(403, { message });
  return (visit) => {
    const agent = visit.field('user-agent');
    if (agent === undefined) return passesWithout ? undefined : refused;
    const isRefused =
      patterns.denied.some((pattern) => pattern.test(agent)) ||
      (patterns.allowed !== undefined && !patterns.allowed.some((pattern) => pattern.test(agent)));
    return isRefused ? refused : undefined;
  };
}
