const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9_.~!$&'()*+,;=%\x80-\xff-]+)(?::(\d*))?$/;

/** A Host header's value, taken apart. */
export interface HostParts {
  /** For matching: lower case, without the port and without one trailing dot. */
  readonly name: string;
  /** As the client wrote it; empty when absent. */
  readonly port: string;
}

/** Reads an authority (RFC 9110, section 7.2); undefined when it is none: empty, with user information, or with an empty label inside. */
export function parseHost(value: string): HostParts | undefined {
  const match = AUTHORITY.exec(value.toLowerCase());
  const host = match?.[1];
  if (host === undefined || host.includes('..')) return undefined;
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  return name === '' ? undefined : { name, port: match?.[2] ?? '' };
}
