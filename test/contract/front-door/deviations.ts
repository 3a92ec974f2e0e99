/**
 * Where the front door does something else than the recorded gateway, by case, with the reason. `differs` names what is different (each
 * has to occur): a case that is listed and does not differ is as wrong as one that differs and is not listed.
 */
export interface Deviation {
  readonly reason: string;
  readonly differs: readonly RegExp[];
  readonly cases: readonly string[];
}

const REFUSED = [/^service {2}for/, /^status 400$/];

export const DEVIATIONS: readonly Deviation[] = [
  {
    reason: 'a `.` or `..` segment, encoded or not, can mean another path to the service than to the proxy: refused',
    differs: REFUSED,
    cases: [
      'encoding/p dot %2e',
      'encoding/p dotdot mixed',
      'encoding/q dotdot mixed',
      'encoding/p dot plain',
      'encoding/q dot plain',
      'encoding/q dotdot to secret',
      'encoding/p dotdot encoded to secret',
      'encoding/q dotdot encoded to secret',
      'encoding/p dotdot at end',
      'encoding/q dotdot at end',
      'encoding/q dot at end',
      'encoding/q backslash dots',
      'encoding/p upper dotdot to secret',
      'rewrite/strip dotdot out',
      'protocol/absolute-form dots',
    ],
  },
  {
    reason: 'an encoded slash separates no segments and stays encoded',
    differs: [/^line |^status 404$|^route catch-all$/],
    cases: ['root/encoded slash', 'encoding/q slash %2F', 'encoding/q first %2F', 'rewrite/replace encoded'],
  },
  {
    reason: 'an absolute target that names another host than the Host header reaches one service as two sites: refused',
    differs: REFUSED,
    cases: [
      'hosts/absolute-form differs reverse',
      'upstream-host/pass absolute-form differs',
      'forwarded/absolute-form',
    ],
  },
  {
    reason:
      'an HTTP/1.1 request without Host is invalid: the authority of the target or the address of the service stands in',
    differs: [/^headers without \[\] with \["Host: [^"]+"\]$/],
    cases: ['hosts/absolute-form 1.0 no host', 'upstream-host/pass none 1.0', 'protocol/1.0 no host'],
  },
  {
    reason:
      'what a client says about who it is, is forged: X-Forwarded-*, X-Real-IP, Forwarded and their twins with `_` are stripped',
    differs: [/^headers without \[("X[-_](Forwarded|Real)[^"]*",?)+\]/],
    cases: [
      'forwarded/xff list',
      'forwarded/xff two lines',
      'forwarded/real ip own',
      'forwarded/real ip and xff',
      'forwarded/scheme own',
      'forwarded/underscore xff',
      'forwarded/rewritten host',
      'guards/real-ip untrusted',
    ],
  },
  {
    reason: 'where a client’s connection comes from decides about it, not an X-Real-IP that it sends',
    differs: [/^status (403|200|404|503)$/],
    cases: [
      'guards/ip other with x-real-ip',
      'guards/ip allowed with x-real-ip outside',
      'guards/ip denied HEAD via x-real-ip',
      'guards/count by x-real-ip',
    ],
  },
  {
    reason: 'fields that Connection names are for this hop only (RFC 9110, section 7.6.1)',
    differs: [/^headers without \["/],
    cases: [
      'headers/connection names authorization',
      'websocket/connection close on ws route',
      'websocket/connection named on ws route',
    ],
  },
  {
    reason:
      'control characters in a value, and more than one space in a request line, are read differently by different parsers: refused',
    differs: REFUSED,
    cases: ['headers/control value', 'headers/vertical tab', 'protocol/two spaces', 'protocol/spaces before version'],
  },
  {
    reason: 'the front door has no status page on the port that it serves',
    differs: [/^status 404$/],
    cases: ['protocol/nginx status'],
  },
  {
    reason: 'weight 0 means no requests, also when there is no other backend',
    differs: [/^service {2}for/, /^status 503$/],
    cases: ['retries/empty GET', 'retries/empty POST'],
  },
  {
    reason: 'an interim answer that nobody asked for is skipped, the final one is passed on',
    differs: [/^status 200$/],
    cases: ['responses/100'],
  },
  {
    reason: 'a 204 has no Content-Length (RFC 9110, section 8.6)',
    differs: [/^answer headers without \["Content-Length: 5"\] with \[\]$/],
    cases: ['responses/204-body'],
  },
  {
    reason:
      'the head is passed on when it is there, before the first chunk is seen to be broken; then the answer is cut',
    differs: [/^status 200$/, /^cut$/],
    cases: ['responses/bad-chunk'],
  },
  {
    reason:
      'only GET with Upgrade: websocket switches protocols (RFC 6455, section 4.1); everything else is forwarded without Upgrade',
    differs: [/^headers without \["Connection: Upgrade/, /^status 200$/],
    cases: [
      'websocket/upgrade h2c',
      'websocket/upgrade POST',
      'websocket/upgrade to another protocol',
      'websocket/upgrade HEAD',
    ],
  },
  {
    reason: 'a refused upgrade ends the connection',
    differs: [/^connection closed$/],
    cases: ['websocket/dead', 'websocket/upgrade denied', 'websocket/upgrade answered 200'],
  },
  {
    reason: 'a header that a route removes does not survive as its twin with `_`',
    differs: [/^headers without \["X_Gone: 1"\] with \[\]$/],
    cases: ['request-headers/remove underscore'],
  },
  {
    reason: 'a Location holds no blanks',
    differs: [/^own answer without \["Location: /],
    cases: ['redirect/308 encoded', 'redirect/https encoded'],
  },
];
