// The import rules of docs/architecture.md. An adapter that imports another adapter, or a pure module that
// reaches for I/O, fails the lint step.
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^controller/', pathNot: [from, ...to] },
});
const exclusively = (name, dependency, owner) => ({
  name,
  severity: 'error',
  from: { path: '^controller/', pathNot: owner },
  to: { path: `node_modules/${dependency}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('api-imports-nothing', '^controller/api/', []),
    only('routing-is-pure', '^controller/routing/', ['^controller/api/']),
    only('spec-is-pure', '^controller/spec/', ['^controller/(api|routing)/']),
    only('plan-is-pure', '^controller/plan/', ['^controller/(api|routing|spec)/']),
    only('status-is-pure', '^controller/status/', ['^controller/(api|routing|spec)/']),
    {
      name: 'pure-modules-do-no-io',
      severity: 'error',
      from: { path: '^controller/(api|routing|plan|status|spec)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|path|util)$' },
    },
    ...['runtimes', 'gateways', 'sources'].map((folder) => ({
      name: `${folder}-are-adapters`,
      severity: 'error',
      from: { path: `^controller/${folder}/([^/]+)/` },
      to: { path: '^controller/', pathNot: [`^controller/${folder}/$1/`, '^controller/(api|routing|platform)/'] },
    })),
    only('discovery-is-an-adapter', '^controller/discovery/', ['^controller/(api|routing|platform)/']),
    only('proxy-stands-alone', '^controller/proxy/', ['^controller/(api|routing|platform)/']),
    only('platform-decides-nothing', '^controller/platform/', ['^controller/api/']),
    {
      name: 'only-wire-names-adapters',
      severity: 'error',
      from: { path: '^controller/', pathNot: '^controller/(wire\\.ts|runtimes/|gateways/|sources/|discovery/)' },
      to: { path: '^controller/(runtimes|gateways|sources|discovery)/' },
    },
    exclusively('only-the-proxy-proxies', 'http-proxy', '^controller/proxy/'),
    exclusively('only-platform-docker-speaks-docker', 'dockerode', '^controller/platform/docker/'),
    {
      name: 'product-code-imports-no-tests',
      severity: 'error',
      from: { path: '^controller/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
