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

/** An orchestration as a list shows it. */
export interface ListedInstance extends Pick<Instance, 'state' | 'createdAt'> {
  id: string;
  /** Of its function. */
  name: string;
  /** When its state changed last; to the second. */
  updatedAt: Date;
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
  /** All of the task hub that were created in that time, others than the app's included: `from` belongs to it, `to` does not. */
  list(created: { from: Date; to: Date }): Promise<ListedInstance[]>;
  /** All of the task hub that have not ended, others than the app's included. */
  listLiving(): Promise<ListedInstance[]>;
  /** Removes the history of an orchestration, one that runs as well; where there is none, nothing happens. */
  purge(id: string): Promise<void>;
}
