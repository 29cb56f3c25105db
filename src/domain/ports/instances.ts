/** An orchestration that was started, as the durable extension shows it. */
export interface Instance {
  /** `ended`: with or without success, or terminated. */
  state: 'pending' | 'running' | 'ended';
  /** The extension's own word for how it stands, as `Failed`. */
  runtimeStatus: string;
  /** To the second. */
  createdAt: Date;
  /** What the orchestration shows of itself. */
  customStatus?: unknown;
}

/** The orchestrations of the app, by their ids. All throw ServiceUnavailableError while nobody answers. */
export interface Instances {
  /** Undefined when none of that id was ever started, or its history was purged. */
  find(id: string): Promise<Instance | undefined>;
  /**
   * Starts an orchestration unless there is one of that id, in whatever state: the host would silently run a finished
   * one again. Of several callers at once, all succeed and one starts.
   */
  startOnce(orchestration: string, id: string, input: object): Promise<void>;
  /** Starts an orchestration of an id that is unknown or has ended. Of several callers at once, all succeed and one starts. */
  startAgain(orchestration: string, id: string, input: object): Promise<void>;
  /** Ends an orchestration, as an operator does who terminates it; one that has ended or is unknown is no error. */
  stop(id: string): Promise<void>;
  /** Raises an external event for an orchestration; for one that has ended or is unknown, nothing happens. */
  raise(id: string, event: string): Promise<void>;
}
