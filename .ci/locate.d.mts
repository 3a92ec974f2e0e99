export interface Component {
  /** Debian package. */
  readonly package: string;
  readonly binary: string;
  /** Where the program is when it is not on the PATH. */
  readonly folders?: readonly string[];
  /** For messages: what is skipped without it. */
  readonly neededFor: string;
}

export declare const components: Readonly<Record<string, Component>>;

/** The path of a component's program, or undefined when it is not installed. Throws for an unknown name. */
export declare function locate(name: string): string | undefined;
