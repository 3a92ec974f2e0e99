import { denial, type Keys } from './admin.ts';
import { catalog, problemsIn } from './catalog.ts';
import { page, refusal, type Answer, type Asked } from './http.ts';
import { isTable } from './lua-schema.ts';

const SECTIONS = [
  ...['routes', 'services', 'upstreams', 'consumers', 'consumer_groups', 'global_rules', 'plugin_configs'],
  ...['plugin_metadata', 'plugins', 'protos', 'secrets', 'ssls', 'stream_routes'],
];

/** The whole configuration, as it was put last. */
export interface Configuration {
  readonly digest: string | undefined;
  readonly sections: Readonly<Record<string, readonly unknown[]>>;
}

export interface StandaloneApi {
  readonly configuration: Configuration;
  answer(asked: Asked): Answer;
}

/** The API of an APISIX that has its configuration in memory alone (https://apisix.apache.org/docs/apisix/deployment-modes/#api-driven-experimental). */
export function createStandaloneApi(keys: Keys, now: () => number): StandaloneApi {
  let configuration: Configuration = { digest: undefined, sections: {} };
  let lastModified = 0;
  const versions = new Map(SECTIONS.map((section) => [section, 0]));

  const headers = (): Record<string, string> =>
    configuration.digest === undefined
      ? {}
      : { 'x-digest': configuration.digest, 'x-last-modified': String(lastModified) };

  const put = ({ headers: { 'x-digest': digest }, body }: Asked): Answer => {
    if (digest === undefined) return refusal(400, 'missing digest header');
    if (body === '') return refusal(400, 'invalid request body: empty request body');
    if (digest === configuration.digest) return { status: 204, body: '' };
    const wanted = JSON.parse(body) as unknown;
    if (!isTable(wanted)) return refusal(400, 'invalid request body');
    const problem = SECTIONS.map((section) => versionProblem(section, wanted)).find((each) => each !== undefined);
    const [first] = problemsIn(wanted);
    const words = problem ?? first?.error;
    if (words !== undefined) return refusal(400, words);
    const sections: Record<string, readonly unknown[]> = {};
    for (const section of SECTIONS) {
      const version = wanted[`${section}_conf_version`];
      const before = versions.get(section) ?? 0;
      // What has the version that is known is taken for known, whatever it says.
      const list = version === before ? configuration.sections[section] : wanted[section];
      if (Array.isArray(list) && list.length > 0) sections[section] = list as unknown[];
      versions.set(section, typeof version === 'number' ? version : before + 1);
    }
    configuration = { digest, sections };
    lastModified = now();
    return { status: 202, headers: headers(), body: '' };
  };

  const versionProblem = (section: string, wanted: Readonly<Record<string, unknown>>): string | undefined => {
    const version = wanted[`${section}_conf_version`];
    const least = versions.get(section) ?? 0;
    if (version === undefined) return undefined;
    if (typeof version !== 'number') return `${section}_conf_version must be a number`;
    return version < least ? `${section}_conf_version must be greater than or equal to (${least})` : undefined;
  };

  const whole = (): object => ({
    ...configuration.sections,
    ...Object.fromEntries([...versions].map(([section, version]) => [`${section}_conf_version`, version])),
    ...(configuration.digest === undefined
      ? {}
      : { 'X-Digest': configuration.digest, 'X-Last-Modified': lastModified }),
  });

  return {
    get configuration() {
      return configuration;
    },
    answer(asked) {
      const { method, path } = asked;
      const denied = denial(asked, keys);
      if (denied !== undefined) return refusal(401, 'failed to check token', { description: denied });
      if (path === '/apisix/admin/configs/validate') return catalog(asked, ['configs', 'validate']) ?? page(404);
      if (path !== '/apisix/admin/configs') return page(404);
      if (method === 'PUT') return put(asked);
      if (method === 'HEAD') return { status: 200, headers: headers(), body: '' };
      return method === 'GET' ? { status: 200, headers: headers(), body: whole() } : page(404);
    },
  };
}
