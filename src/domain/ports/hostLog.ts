/** The log of the app itself, for what no invocation says. */
export interface HostLog {
  /** One entry, at the level of errors. It holds no secret. */
  error(text: string): void;
}
