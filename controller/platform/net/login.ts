/** Whom a probe logs in as. The password never enters a message. */
export interface Login {
  readonly username: string;
  readonly password: string | undefined;
}
