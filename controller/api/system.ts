/** What a machine says of itself. Null is what could not be read; `problems` says why. */
export interface SystemReading {
  readonly cpu: { readonly cores: number; readonly used_percent: number } | null;
  readonly memory: {
    readonly total_bytes: number;
    readonly available_bytes: number;
    readonly used_percent: number;
  } | null;
  /** Mean number of tasks that ran or wanted to, over 1, 5 and 15 minutes. */
  readonly load: { readonly '1m': number; readonly '5m': number; readonly '15m': number };
  readonly disks:
    | readonly {
        readonly mount: string;
        readonly size_bytes: number;
        readonly available_bytes: number;
        readonly used_percent: number;
      }[]
    | null;
  /** Of the interface of the default route. */
  readonly network: {
    readonly interface: string;
    readonly received_bytes: number;
    readonly sent_bytes: number;
    readonly received_bytes_per_second: number;
    readonly sent_bytes_per_second: number;
  } | null;
  readonly problems: Readonly<Record<string, string>>;
}
