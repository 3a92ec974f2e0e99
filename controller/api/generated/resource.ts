// Made from crds/qbtcstacks.yaml by `npm run generate`; not to be edited.
/**
 * A stack of services and routes that should exist, and what is known about it.
 */
export interface QbtcStack {
  /**
   * Always qbtc.dev/v1alpha1.
   */
  apiVersion: 'qbtc.dev/v1alpha1';
  /**
   * Always QbtcStack.
   */
  kind: 'QbtcStack';
  metadata: ObjectMeta;
  spec: StackSpec;
  status?: StackStatus;
}
export interface ObjectMeta {
  /**
   * Name of the stack, unique in its namespace.
   */
  name: string;
  /**
   * Groups stacks; part of their identity.
   */
  namespace: string;
  /**
   * Labels.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Annotations.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Identity of the object; given when it is accepted.
   */
  uid?: string;
  /**
   * Rises with every change of the spec.
   */
  generation?: number;
  /**
   * Changes with every change of the object.
   */
  resourceVersion?: string;
  /**
   * When it was accepted first (RFC 3339).
   */
  creationTimestamp?: string;
  /**
   * When its deletion was asked for (RFC 3339).
   */
  deletionTimestamp?: string;
  /**
   * Who must act before it can go.
   */
  finalizers?: string[];
}
/**
 * What should exist.
 */
export interface StackSpec {
  /**
   * Leaves everything as it is; nothing is started, stopped or repaired.
   */
  suspend: boolean;
  /**
   * What happens to what the stack created when the stack is deleted. Volumes follow their own reclaim.
   */
  deletionPolicy: 'Delete' | 'Orphan';
  /**
   * Which actions may be planned. Auto chooses from what the machine offers, and says why.
   */
  strategy: 'Auto' | 'FullDocker' | 'Hybrid' | 'Fallback';
  docker?: DockerSettings;
  /**
   * The services, in any order.
   */
  services: Service[];
  gateway: Gateway;
  /**
   * Clients that the routes' plugins know.
   */
  consumers: Consumer[];
  /**
   * Which requests go to which services.
   */
  routes: Route[];
  discovery?: Discovery;
  healing: Healing;
  monitoring: Monitoring;
  score: ScoreSettings;
}
/**
 * What the containers of the stack share.
 */
export interface DockerSettings {
  /**
   * The engine, as unix:///PATH or tcp://HOST:PORT. Absent means the one that the docker command takes. Another one than this host's must be allowed in the operator's configuration.
   */
  host?: string;
  /**
   * Networks, created under exactly these names when they are missing.
   */
  networks: Network[];
  /**
   * Named volumes, created under exactly these names when they are missing.
   */
  volumes: Volume[];
}
export interface Network {
  /**
   * The name that Docker knows it by.
   */
  name: string;
  /**
   * In CIDR notation. Absent lets the engine choose.
   */
  subnet?: string;
  /**
   * Without a way to the outside.
   */
  internal: boolean;
}
export interface Volume {
  /**
   * The name that Docker knows it by.
   */
  name: string;
  /**
   * What happens to the volume when the stack is deleted.
   */
  reclaim: 'Retain' | 'Delete';
}
export interface Service {
  /**
   * Lower-case letters, digits and hyphens; unique within its list.
   */
  name: string;
  /**
   * An unhealthy critical service starts healing whatever the score.
   */
  critical: boolean;
  /**
   * A free word that says what it is, as discovery and automatic routes name it.
   */
  type?: string;
  /**
   * Takes over an existing container that matches. For services with docker only.
   */
  adopt: boolean;
  /**
   * Runs to completion, once for every revision of itself.
   */
  oneShot: boolean;
  /**
   * How many instances run.
   */
  replicas: number;
  /**
   * Services that must have come so far before this one starts.
   */
  dependsOn: Dependency[];
  docker?: DockerSpec;
  process?: ProcessSpec;
  external?: ExternalSpec;
  kubernetes?: KubernetesSpec;
  /**
   * TCP ports on which it serves.
   */
  ports: ServicePort[];
  probe?: Probe;
  update: UpdatePolicy;
  /**
   * Taken in order when the service's own runtime is absent.
   */
  alternatives: Alternative[];
}
export interface Dependency {
  /**
   * Lower-case letters, digits and hyphens; unique within its list.
   */
  name: string;
  /**
   * How far it must have come. Completed is for oneShot services.
   */
  condition: 'Started' | 'Healthy' | 'Completed';
}
/**
 * Runs as a container, without new privileges and with an init by default.
 */
export interface DockerSpec {
  /**
   * Its name, as [HOST[:PORT]/]PATH[:TAG][@DIGEST]. Without a host it is Docker Hub's, without a tag latest.
   */
  image: string;
  /**
   * When the image is fetched. Always also rolls out what its tag has come to mean.
   */
  pullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * Replaces the image's own; an argument vector, never a shell line.
   */
  entrypoint?: string[];
  /**
   * Replaces the image's own; an argument vector, never a shell line. May hold templates.
   */
  command?: string[];
  /**
   * User, or USER:GROUP, by name or number.
   */
  user?: string;
  /**
   * Folder in the container.
   */
  workingDir?: string;
  /**
   * Replaces the name that is made from stack, service and slot. For one replica only.
   */
  containerName?: string;
  /**
   * Environment variables.
   */
  env: EnvVar[];
  /**
   * What is mounted into the container.
   */
  volumes: Mount[];
  /**
   * Networks that the container joins, of spec.docker.networks. None means all of them.
   */
  networks: NetworkAttachment[];
  resources?: Resources;
  healthcheck?: Healthcheck;
  /**
   * The signal that asks it to end.
   */
  stopSignal: string;
  /**
   * Seconds between that signal and SIGKILL.
   */
  stopTimeoutSeconds: number;
  /**
   * Linux capabilities, with or without CAP_; ALL stands for all (capAdd gives, capDrop takes). To add one that reaches the host must be allowed in the operator's configuration.
   */
  capAdd: string[];
  /**
   * Linux capabilities, with or without CAP_; ALL stands for all (capAdd gives, capDrop takes). To add one that reaches the host must be allowed in the operator's configuration.
   */
  capDrop: string[];
  /**
   * Further lines of /etc/hosts, as HOST:ADDRESS or HOST=ADDRESS; the address host-gateway is the host's.
   */
  extraHosts: string[];
  /**
   * Further labels. Those that begin with qbtc.dev/ are kept for the controller.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * All powers of the host; must be allowed in the operator's configuration.
   */
  privileged: boolean;
  /**
   * Shares the host's network; must be allowed in the operator's configuration.
   */
  hostNetwork: boolean;
  /**
   * Sees the host's processes; must be allowed in the operator's configuration.
   */
  hostPid: boolean;
  /**
   * Shares the host's IPC; must be allowed in the operator's configuration.
   */
  hostIpc: boolean;
  /**
   * Devices as HOST[:CONTAINER[:rwm]]; must be allowed in the operator's configuration.
   */
  devices: string[];
  /**
   * The image's files cannot be changed.
   */
  readOnlyRootFilesystem: boolean;
  /**
   * A small init process reaps children and passes signals on.
   */
  init: boolean;
}
export interface EnvVar {
  /**
   * Name of the variable.
   */
  name: string;
  /**
   * The value. May hold templates.
   */
  value?: string;
  valueFrom?: ValueFrom;
}
/**
 * Where the value is read when the stack is handed over.
 */
export interface ValueFrom {
  /**
   * A variable of the environment in which the stack is handed over.
   */
  env?: string;
  /**
   * A file, relative to the folder of the file that names it. One line break at its end is cut.
   */
  file?: string;
  secretKeyRef?: KeyReference;
  configMapKeyRef?: KeyReference;
}
/**
 * A key of a Secret (configMapKeyRef, of a ConfigMap) in the stack's namespace. In a cluster only.
 */
export interface KeyReference {
  /**
   * Name of the object.
   */
  name: string;
  /**
   * Key in its data.
   */
  key: string;
}
export interface Mount {
  /**
   * One of spec.docker.volumes.
   */
  volume?: string;
  /**
   * A path on the host, relative to the folder of the file that names it.
   */
  hostPath?: string;
  /**
   * Memory that goes with the container.
   */
  tmpfs?: {
    /**
     * Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti.
     */
    size?: string;
  };
  /**
   * Where it appears in the container.
   */
  mountPath: string;
  /**
   * Without writing.
   */
  readOnly: boolean;
}
export interface NetworkAttachment {
  /**
   * One of spec.docker.networks.
   */
  name: string;
  /**
   * Names by which others in that network find the container, beside the name of the service.
   */
  aliases: string[];
}
/**
 * Upper limits.
 */
export interface Resources {
  /**
   * Processor time, in cores.
   */
  cpus?: string;
  /**
   * Bytes, with an optional suffix k, M, G, T, Ki, Mi, Gi or Ti.
   */
  memory?: string;
  /**
   * How many processes and threads.
   */
  pids?: number;
}
/**
 * Replaces the image's own, as in Compose.
 */
export interface Healthcheck {
  /**
   * NONE, or CMD with arguments, or CMD-SHELL with a shell line.
   */
  test?: string[];
  /**
   * Time between two checks.
   */
  intervalSeconds?: number;
  /**
   * Time for one check.
   */
  timeoutSeconds?: number;
  /**
   * Time in which failures do not count.
   */
  startPeriodSeconds?: number;
  /**
   * Time between two checks within the start period.
   */
  startIntervalSeconds?: number;
  /**
   * Failures in a row that make it unhealthy.
   */
  retries?: number;
  /**
   * No check at all.
   */
  disable: boolean;
}
/**
 * Runs as a process of this machine (Linux).
 */
export interface ProcessSpec {
  /**
   * Program and arguments, never a shell line. May hold templates.
   */
  command: string[];
  /**
   * Working directory, relative to the folder of the file that names it.
   */
  workingDir: string;
  /**
   * Environment variables.
   */
  env: EnvVar[];
  /**
   * The signal that asks it to end.
   */
  stopSignal: string;
  /**
   * Seconds between that signal and SIGKILL.
   */
  stopTimeoutSeconds: number;
  /**
   * A regular expression (as in JavaScript) that a line of its output matches when it is ready.
   */
  readyLog?: string;
}
/**
 * Runs elsewhere; it is watched and routed to, never started or stopped.
 */
export interface ExternalSpec {
  /**
   * Address or host name.
   */
  host: string;
}
/**
 * Runs as a Deployment with a Service, in the stack's namespace.
 */
export interface KubernetesSpec {
  /**
   * Name with tag or digest.
   */
  image: string;
  /**
   * Replaces the image's own; an argument vector, never a shell line.
   */
  command?: string[];
  /**
   * Arguments of the command.
   */
  args?: string[];
  /**
   * Environment variables.
   */
  env: EnvVar[];
  resources?: Resources;
  autoscale?: Autoscale;
}
/**
 * Lets the cluster choose the number of replicas.
 */
export interface Autoscale {
  /**
   * Fewest replicas.
   */
  min: number;
  /**
   * Most replicas.
   */
  max: number;
  /**
   * Processor use that is aimed at.
   */
  cpuPercent: number;
}
export interface ServicePort {
  /**
   * Lower-case letters, digits and hyphens; unique within its list.
   */
  name: string;
  /**
   * Port number. For a process, slot 0 listens here.
   */
  port: number;
  /**
   * Port of the host at which a container's port is published. For one replica only.
   */
  hostPort?: number;
  /**
   * Address of the host on which the port is published, or on which a process listens ({{host.bind}}).
   */
  hostAddress: string;
  /**
   * Where further slots, and the successor of a StartFirst update, take a free port.
   */
  range: string;
}
/**
 * How its health is measured. Without one, a process or an external service that has ports is healthy while its first port accepts connections, and any other while it runs.
 */
export interface Probe {
  http?: HttpProbe;
  tcp?: TcpProbe;
  exec?: ExecProbe;
  redis?: RedisProbe;
  amqp?: AmqpProbe;
  postgres?: PostgresProbe;
  /**
   * Seconds between two measurements.
   */
  intervalSeconds: number;
  /**
   * Seconds for one measurement.
   */
  timeoutSeconds: number;
  /**
   * Failures in a row that make it unhealthy.
   */
  failureThreshold: number;
  /**
   * Successes in a row that make it healthy.
   */
  successThreshold: number;
  /**
   * Seconds after a start in which failures do not count.
   */
  startupGraceSeconds: number;
}
/**
 * A GET; an answer from 200 to 399 passes.
 */
export interface HttpProbe {
  /**
   * Path and query. May hold templates.
   */
  path: string;
  /**
   * Name of a port of the service. Absent means the first one.
   */
  port?: string;
}
/**
 * A connection that is accepted passes.
 */
export interface TcpProbe {
  /**
   * Name of a port of the service. Absent means the first one.
   */
  port?: string;
}
/**
 * A command that ends with 0 passes.
 */
export interface ExecProbe {
  /**
   * Program and arguments, never a shell line.
   */
  command: string[];
}
/**
 * An answer to PING passes.
 */
export interface RedisProbe {
  /**
   * Name of a port of the service. Absent means the first one.
   */
  port?: string;
  /**
   * Whom to log in as.
   */
  username?: string;
  password?: Credential;
}
/**
 * A secret.
 */
export interface Credential {
  valueFrom: ValueFrom;
}
/**
 * An AMQP 0-9-1 connection that opens passes.
 */
export interface AmqpProbe {
  /**
   * Name of a port of the service. Absent means the first one.
   */
  port?: string;
  /**
   * Virtual host.
   */
  vhost: string;
  /**
   * Whom to log in as.
   */
  username: string;
  password?: Credential;
}
/**
 * SELECT 1 that is answered passes.
 */
export interface PostgresProbe {
  /**
   * Name of a port of the service. Absent means the first one.
   */
  port?: string;
  /**
   * Database.
   */
  database: string;
  /**
   * Whom to log in as.
   */
  username: string;
  password?: Credential;
}
/**
 * How a new revision replaces the old one.
 */
export interface UpdatePolicy {
  /**
   * Absent means StartFirst where the ports allow it, else StopFirst.
   */
  order?: 'StartFirst' | 'StopFirst';
  /**
   * Seconds at most that a replica may finish its requests before it is stopped.
   */
  drainSeconds: number;
  /**
   * Goes back when the new revision never gets healthy.
   */
  autoRevert: boolean;
}
export interface Alternative {
  docker?: DockerSpec;
  process?: ProcessSpec;
  external?: ExternalSpec;
  kubernetes?: KubernetesSpec;
}
/**
 * How clients reach the routes.
 */
export interface Gateway {
  apisix?: Apisix;
  frontDoor: FrontDoor;
  failover: Failover;
}
/**
 * Apache APISIX, when there is one. Without it the front door goes direct.
 */
export interface Apisix {
  /**
   * How APISIX takes its routes.
   */
  mode: 'Admin' | 'StandaloneFile' | 'StandaloneApi';
  /**
   * The apisix.yaml that mode StandaloneFile writes.
   */
  file?: string;
  /**
   * The admin plane.
   */
  adminUrl: string;
  adminKey?: Credential;
  /**
   * The data plane.
   */
  gatewayUrl: string;
  /**
   * Which service of this stack is APISIX, so that it can be healed.
   */
  service?: string;
}
/**
 * The built-in proxy. Stacks that name the same address share it.
 */
export interface FrontDoor {
  /**
   * Address on which it listens.
   */
  host: string;
  /**
   * Port on which it listens.
   */
  port: number;
  /**
   * Also serves APISIX's own port while APISIX is down.
   */
  takeover: boolean;
  /**
   * Processes that serve requests.
   */
  workers: number;
  /**
   * Value of X-Quantum-Frequency toward the services.
   */
  quantumFrequency: string;
  tls?: FrontDoorTls;
}
/**
 * Serves HTTPS.
 */
export interface FrontDoorTls {
  /**
   * PEM file with the certificate chain.
   */
  certFile: string;
  /**
   * PEM file with the key.
   */
  keyFile: string;
}
/**
 * When traffic moves between APISIX and the direct way.
 */
export interface Failover {
  /**
   * Auto decides from probes; the others hold one way.
   */
  mode: 'Auto' | 'Apisix' | 'Fallback';
  /**
   * Failed probes in a row that move traffic away from APISIX.
   */
  failureThreshold: number;
  /**
   * Passed probes in a row before traffic goes back.
   */
  successThreshold: number;
  /**
   * Seconds between a switch and the return.
   */
  minDwellSeconds: number;
  switchLimit: SwitchLimit;
}
/**
 * How often traffic may move.
 */
export interface SwitchLimit {
  /**
   * Switches in one window.
   */
  max: number;
  /**
   * Length of the window in seconds.
   */
  windowSeconds: number;
}
export interface Consumer {
  /**
   * Unique name.
   */
  username: string;
  /**
   * Takes over the consumer of this name that APISIX has already; it is given back when this one goes.
   */
  adopt?: boolean;
  plugins?: Plugins;
}
/**
 * APISIX plugins by name, handed over as they are; {valueFrom: {env: NAME}} or {file: PATH} in place of a text is a secret.
 */
export interface Plugins {
  [k: string]: unknown;
}
export interface Route {
  /**
   * Lower-case letters, digits and hyphens; unique within its list.
   */
  name: string;
  /**
   * The id of a route in APISIX that this one takes over where it is; it is given back when this one goes.
   */
  adoptId?: string;
  /**
   * Host names; one that starts with `*.` takes every host below it. None means every host.
   */
  hosts: string[];
  /**
   * Paths, of which one must match.
   */
  paths: RoutePath[];
  /**
   * Methods. None means all.
   */
  methods: ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
  /**
   * Headers (queryParams, parameters of the query) that must all match.
   */
  headers: HeaderMatch[];
  /**
   * Headers (queryParams, parameters of the query) that must all match.
   */
  queryParams: HeaderMatch[];
  /**
   * The higher one wins among routes with equally long paths.
   */
  priority: number;
  /**
   * Services that answer.
   */
  backends: RouteBackend[];
  rewrite?: Rewrite;
  requestHeaders?: HeaderChange;
  responseHeaders?: HeaderChange;
  /**
   * The Host toward the service. pass hands on the client's, node takes the service's address; anything else is a host name.
   */
  upstreamHost: string;
  redirect?: Redirect;
  cors?: Cors;
  /**
   * Lets WebSocket upgrades pass.
   */
  websocket: boolean;
  timeouts?: Timeouts;
  /**
   * How often another replica is tried.
   */
  retries?: number;
  /**
   * Largest request body in bytes; 0 means any.
   */
  maxBodyBytes: number;
  plugins?: Plugins;
  /**
   * Whether the route is served without APISIX. Auto denies when a plugin guards it that only APISIX enforces.
   */
  fallback: 'Auto' | 'Allow' | 'Deny';
}
export interface RoutePath {
  /**
   * Prefix goes by whole path segments.
   */
  type: 'Prefix' | 'Exact';
  /**
   * The path.
   */
  value: string;
}
export interface HeaderMatch {
  /**
   * Its name.
   */
  name: string;
  /**
   * The exact value.
   */
  value?: string;
  /**
   * A regular expression for the value.
   */
  regex?: string;
  /**
   * Whether it is there at all.
   */
  present?: boolean;
}
export interface RouteBackend {
  /**
   * Name of a service of this stack.
   */
  service: string;
  /**
   * Name of a port of that service.
   */
  port: string;
  /**
   * Share of the requests, relative to the others.
   */
  weight: number;
}
/**
 * What the service sees instead of the client's path and host.
 */
export interface Rewrite {
  /**
   * Cuts the matched path off.
   */
  stripPrefix?: boolean;
  /**
   * Stands in place of the matched path.
   */
  replacePrefix?: string;
  /**
   * Pattern and replacement; $1 to $9 stand for its groups.
   */
  regex?: string[];
  /**
   * The Host that the service sees.
   */
  host?: string;
}
/**
 * Changes of the headers on the way (requestHeaders to the service, responseHeaders back to the client).
 */
export interface HeaderChange {
  /**
   * Header values by name (set replaces, add appends).
   */
  set: {
    [k: string]: string;
  };
  /**
   * Header values by name (set replaces, add appends).
   */
  add: {
    [k: string]: string;
  };
  /**
   * Names of headers that are taken out.
   */
  remove: string[];
}
/**
 * Answers with a redirect instead of asking a service.
 */
export interface Redirect {
  /**
   * Status of the answer.
   */
  status: 301 | 302 | 303 | 307 | 308;
  /**
   * Where it points.
   */
  location?: string;
  /**
   * Points to the same address with https.
   */
  httpsRedirect?: true;
}
/**
 * Answers to browsers that ask from another origin.
 */
export interface Cors {
  /**
   * Origins that may ask.
   */
  allowOrigins: string[];
  /**
   * Methods. None means the route's.
   */
  allowMethods: string[];
  /**
   * Request headers. None means those that are asked for.
   */
  allowHeaders: string[];
  /**
   * Response headers that scripts may read.
   */
  exposeHeaders: string[];
  /**
   * Seconds for which the answer may be kept.
   */
  maxAgeSeconds: number;
  /**
   * With cookies and credentials.
   */
  allowCredentials: boolean;
}
/**
 * Time limits. Absent ones are those of the gateway.
 */
export interface Timeouts {
  /**
   * Seconds to connect to the service.
   */
  connectSeconds?: number;
  /**
   * Seconds between two writes to the service.
   */
  sendSeconds?: number;
  /**
   * Seconds between two reads from the service.
   */
  readSeconds?: number;
}
/**
 * Looks for what runs already. Absent means no looking. Nothing found is ever started or stopped.
 */
export interface Discovery {
  /**
   * Seconds between two looks.
   */
  intervalSeconds: number;
  /**
   * By connecting to ports.
   */
  ports: {
    /**
     * Whether this way is taken.
     */
    enabled: boolean;
    /**
     * Where to look.
     */
    hosts: string[];
    /**
     * Ports and ranges of ports.
     */
    ports: string[];
  };
  /**
   * By the command lines of processes that listen.
   */
  processes: {
    /**
     * Whether this way is taken.
     */
    enabled: boolean;
    /**
     * Words of which a command line holds one.
     */
    keywords: string[];
  };
  /**
   * By containers.
   */
  docker: {
    /**
     * Whether this way is taken.
     */
    enabled: boolean;
  };
  /**
   * By queues and their consumers.
   */
  rabbitmq?: {
    /**
     * Whether this way is taken.
     */
    enabled: boolean;
    /**
     * The management API.
     */
    managementUrl: string;
    /**
     * Whom to log in as.
     */
    username: string;
    password?: Credential;
  };
  /**
   * Names that should be found; the score is then the share of them.
   */
  expected: string[];
  /**
   * Adds routes for found HTTP services that no route serves.
   */
  autoRoute: boolean;
}
/**
 * What is done beyond plain repair, and how often repair may restart a service.
 */
export interface Healing {
  /**
   * Observe only says what would be done. Plain repair goes on in every mode.
   */
  mode: 'Auto' | 'Observe' | 'Off';
  /**
   * Seconds between two rounds.
   */
  intervalSeconds: number;
  /**
   * Healing starts when the score is below.
   */
  scoreThreshold: number;
  restarts: RestartBudget;
  backoff: Backoff;
}
/**
 * The budget of each service; when it is spent the service is quarantined.
 */
export interface RestartBudget {
  /**
   * Restarts in one window.
   */
  max: number;
  /**
   * Length of the window in seconds.
   */
  windowSeconds: number;
}
/**
 * The first restart in a window is immediate, the second waits initialSeconds, each further one twice as long.
 */
export interface Backoff {
  /**
   * Seconds before the second restart.
   */
  initialSeconds: number;
  /**
   * Seconds at most.
   */
  maxSeconds: number;
}
/**
 * Which sources are read for the report, and who is told.
 */
export interface Monitoring {
  /**
   * Seconds between two readings.
   */
  intervalSeconds: number;
  /**
   * Services of this kind that are read.
   */
  redis: {
    /**
     * Name of a service of this stack.
     */
    service: string;
  }[];
  /**
   * Services of this kind that are read.
   */
  rabbitmq: {
    /**
     * Name of a service of this stack.
     */
    service: string;
  }[];
  /**
   * Addresses that get a POST when something happens to the stack.
   */
  webhooks: Webhook[];
}
export interface Webhook {
  /**
   * Where to. It may hold a secret: only its host is ever shown.
   */
  url: string;
  /**
   * What about.
   */
  events: ('Failover' | 'Quarantine' | 'Score' | 'Recovered')[];
}
/**
 * How the 100 points of the score are shared out.
 */
export interface ScoreSettings {
  weights: ScoreWeights;
  /**
   * The score that is aimed at.
   */
  target: number;
}
/**
 * Points of each part.
 */
export interface ScoreWeights {
  /**
   * Declared services that are healthy.
   */
  infrastructure: number;
  /**
   * Services that were found.
   */
  discovery: number;
  /**
   * Routes that were read back from the active gateway.
   */
  routes: number;
  /**
   * Requests end to end that were answered.
   */
  connectivity: number;
  /**
   * Monitoring sources that answered.
   */
  monitoring: number;
}
/**
 * What is known about the stack. Written by the controller.
 */
export interface StackStatus {
  /**
   * The generation of the spec that this speaks of.
   */
  observedGeneration?: number;
  /**
   * Where the spec came from, e.g. a git commit.
   */
  revision?: string;
  /**
   * The latest judgements.
   */
  conditions?: Condition[];
  /**
   * The strategy that is in force.
   */
  strategy?: string;
  /**
   * What was found that led to it, and what becomes of the services.
   */
  strategyReasons?: string[];
  /**
   * How far the stack has come, layer by layer; what holds one up holds up only what depends on it.
   */
  activation?: {
    /**
     * What is meant.
     */
    layer: 'infrastructure' | 'services' | 'gateway' | 'routes' | 'verification';
    /**
     * What of it is as it should be, as N/M.
     */
    active: string;
    /**
     * What holds it up.
     */
    message?: string;
  }[];
  gateway?: GatewayStatus;
  score?: Score;
  /**
   * Services that are as they should be, as N/M.
   */
  readyServices?: string;
  /**
   * State of each service.
   */
  services?: ServiceStatus[];
  /**
   * How many services were left out here for brevity.
   */
  omittedServices?: number;
  /**
   * State of each route.
   */
  routes?: RouteStatus[];
  /**
   * How many routes were left out here for brevity.
   */
  omittedRoutes?: number;
  /**
   * What discovery found.
   */
  discovered?: Discovered[];
  /**
   * What is under way.
   */
  operations?: Operation[];
  /**
   * The latest actions, newest last.
   */
  lastActions?: LastAction[];
  /**
   * What the controller must not forget across a restart of itself.
   */
  memory?: {
    [k: string]: unknown;
  };
}
export interface Condition {
  /**
   * Name of the condition.
   */
  type: string;
  /**
   * Whether it holds.
   */
  status: 'True' | 'False' | 'Unknown';
  /**
   * The generation that was judged.
   */
  observedGeneration?: number;
  /**
   * When the status changed last.
   */
  lastTransitionTime: string;
  /**
   * One word in UpperCamelCase.
   */
  reason: string;
  /**
   * A sentence for people.
   */
  message: string;
}
/**
 * The way that requests take now.
 */
export interface GatewayStatus {
  /**
   * Who answers clients.
   */
  active?: 'Apisix' | 'FrontDoor' | 'None';
  /**
   * Who decides that.
   */
  mode?: 'Auto' | 'Apisix' | 'Fallback';
  /**
   * Where clients connect.
   */
  address?: string;
  /**
   * Why it is so.
   */
  message?: string;
}
/**
 * The health of the stack, out of 100.
 */
export interface Score {
  /**
   * Sum of the parts.
   */
  total: number;
  /**
   * A from 90, B from 80, C from 70.
   */
  grade: 'A' | 'B' | 'C' | 'D';
  /**
   * What it is made of.
   */
  parts: ScorePart[];
  /**
   * Every lost point, and how it is won back.
   */
  losses: ScoreLoss[];
}
export interface ScorePart {
  /**
   * Name of the part.
   */
  name: string;
  /**
   * Points won.
   */
  score: number;
  /**
   * Points there are.
   */
  max: number;
  /**
   * Why it counts full without a measurement.
   */
  note?: string;
}
export interface ScoreLoss {
  /**
   * The part that lost them.
   */
  part: string;
  /**
   * How many.
   */
  points: number;
  /**
   * What was seen.
   */
  evidence: string;
  /**
   * Why it is so.
   */
  cause: string;
  /**
   * What to do.
   */
  fix: string;
}
export interface ServiceStatus {
  /**
   * Name of the service.
   */
  name: string;
  /**
   * Where it is in its life.
   */
  phase:
    | 'Waiting'
    | 'Starting'
    | 'Running'
    | 'Unhealthy'
    | 'Updating'
    | 'Backoff'
    | 'Quarantined'
    | 'Blocked'
    | 'Stopping'
    | 'Stopped'
    | 'Completed'
    | 'Failed'
    | 'Skipped'
    | 'Unknown';
  /**
   * One word in UpperCamelCase.
   */
  reason?: string;
  /**
   * A sentence for people.
   */
  message?: string;
  /**
   * Replicas that should run.
   */
  desired: number;
  /**
   * Replicas that run and are healthy.
   */
  ready: number;
  /**
   * Restarts in the current window.
   */
  restarts?: number;
  /**
   * The revision that is wanted.
   */
  revision?: string;
  /**
   * Its replicas.
   */
  instances?: InstanceStatus[];
}
export interface InstanceStatus {
  /**
   * What names it.
   */
  id: string;
  /**
   * Number of the replica, from 0.
   */
  slot: number;
  /**
   * What it does.
   */
  state: 'Pending' | 'Running' | 'Stopping' | 'Exited';
  /**
   * What its probes say.
   */
  healthy?: boolean;
  /**
   * Its process.
   */
  pid?: number;
  /**
   * What it was created from.
   */
  revision?: string;
  /**
   * HOST:PORT by port name.
   */
  addresses?: {
    [k: string]: string;
  };
}
export interface RouteStatus {
  /**
   * Name of the route.
   */
  name: string;
  /**
   * Whether the active gateway serves it; Degraded means without a healthy backend, or refused past APISIX.
   */
  state: 'Programmed' | 'Pending' | 'Degraded' | 'Failed' | 'Unknown';
  /**
   * A sentence for people.
   */
  message?: string;
  /**
   * A URL that clients can open.
   */
  address?: string;
}
export interface Discovered {
  /**
   * What it is called.
   */
  name: string;
  /**
   * What it is.
   */
  type?: string;
  /**
   * Where it listens.
   */
  host: string;
  /**
   * Where it listens.
   */
  port: number;
  /**
   * Its process.
   */
  pid?: number;
  /**
   * Its container.
   */
  container?: string;
  /**
   * Which ways found it.
   */
  sources?: string[];
  /**
   * From 0 to 1.
   */
  confidence?: number;
  /**
   * Whether it answered a probe.
   */
  validated?: boolean;
}
export interface Operation {
  /**
   * What names it.
   */
  id: string;
  /**
   * What is done.
   */
  type: string;
  /**
   * What to.
   */
  target: string;
  /**
   * How far it is.
   */
  message?: string;
  /**
   * Since when.
   */
  startedAt?: string;
}
export interface LastAction {
  /**
   * When it ended.
   */
  time: string;
  /**
   * What was done.
   */
  type: string;
  /**
   * What to.
   */
  target: string;
  /**
   * Why.
   */
  cause: string;
  /**
   * How it ended.
   */
  result: 'Succeeded' | 'Failed' | 'Skipped';
  /**
   * What went wrong.
   */
  message?: string;
}
