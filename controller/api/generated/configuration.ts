// Made from controller/spec/configuration.schema.yaml by `npm run generate`; not to be edited.
import type { Schema } from '../schema.ts';

export type Power =
  | 'process'
  | 'execProbe'
  | 'valueFromEnv'
  | 'valueFromFile'
  | 'hostPath'
  | 'privileged'
  | 'hostNamespaces'
  | 'devices'
  | 'dockerSocket'
  | 'dockerHost'
  | 'takeover';

/**
 * What whoever runs the controller decides, and no stack.
 */
export interface Configuration {
  /**
   * Address of the HTTP API.
   */
  listen?: string;
  /**
   * HTTPS for the HTTP API.
   */
  tls?: {
    [k: string]: unknown;
  };
  /**
   * Where stacks come from beside the command line.
   */
  sources?: {
    [k: string]: unknown;
  };
  /**
   * Engines beside this host's own that spec.docker.host may name.
   */
  dockerHosts: string[];
  /**
   * Whom to tell.
   */
  notifications?: {
    [k: string]: unknown;
  };
  /**
   * Where front doors run.
   */
  frontDoor: 'Local' | 'Cluster' | 'None';
  /**
   * Who may use which powers over this host.
   */
  allow: Allowance[];
}
export interface Allowance {
  /**
   * Where a stack comes from. local is the command line and its files.
   */
  source: 'local' | 'git' | 'kubernetes';
  /**
   * Of the stacks. A * at the end stands for anything.
   */
  namespaces: string[];
  /**
   * Addresses of the repositories, for git. A * at the end stands for anything.
   */
  repositories: string[];
  /**
   * What they may use.
   */
  powers: Power[];
  /**
   * Folders to which hostPath and valueFromFile of this entry are confined. None means everywhere.
   */
  roots: string[];
}

export const configurationSchema: Schema = {"type":"object","description":"What whoever runs the controller decides, and no stack.","properties":{"listen":{"type":"string","maxLength":300,"pattern":"^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}$","description":"Address of the HTTP API."},"tls":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"description":"HTTPS for the HTTP API."},"sources":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"description":"Where stacks come from beside the command line."},"dockerHosts":{"type":"array","maxItems":64,"default":[],"description":"Engines beside this host's own that spec.docker.host may name.","items":{"type":"string","maxLength":1024,"pattern":"^(unix:///.+|tcp://[^/@\\s]+)$"}},"notifications":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"description":"Whom to tell."},"frontDoor":{"type":"string","enum":["Local","Cluster","None"],"default":"Local","description":"Where front doors run."},"allow":{"type":"array","maxItems":256,"default":[],"description":"Who may use which powers over this host.","items":{"type":"object","required":["source","powers"],"properties":{"source":{"type":"string","enum":["local","git","kubernetes"],"description":"Where a stack comes from. local is the command line and its files."},"namespaces":{"type":"array","maxItems":256,"default":["*"],"description":"Of the stacks. A * at the end stands for anything.","items":{"type":"string","minLength":1,"maxLength":63,"pattern":"^[a-z0-9-]*\\*?$"}},"repositories":{"type":"array","maxItems":256,"default":[],"description":"Addresses of the repositories, for git. A * at the end stands for anything.","items":{"type":"string","minLength":1,"maxLength":2048}},"powers":{"type":"array","maxItems":16,"minItems":1,"description":"What they may use.","items":{"type":"string","enum":["process","execProbe","valueFromEnv","valueFromFile","hostPath","privileged","hostNamespaces","devices","dockerSocket","dockerHost","takeover"]}},"roots":{"type":"array","maxItems":64,"default":[],"description":"Folders to which hostPath and valueFromFile of this entry are confined. None means everywhere.","items":{"type":"string","minLength":1,"maxLength":4096,"pattern":"^/"}}}}}}};
