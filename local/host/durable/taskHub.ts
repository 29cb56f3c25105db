/** What a worker's programming model is handed, and hands back, for one value: one member of the host's RpcTypedData union. */
export type RpcValue =
  | { rpcType: 'string'; value: string }
  | { rpcType: 'json'; value: string }
  | { rpcType: 'int'; value: number }
  | { rpcType: 'double'; value: number }
  | { rpcType: 'bytes'; value: Uint8Array }
  | undefined;

/** Runs the app's functions for the durable engine. An invocation that throws rejects with the thrown Error. */
export interface DurableInvoker {
  /** `triggerInput` is the JSON text of the orchestration trigger; the answer is the function's return value. */
  runOrchestrator(name: string, instanceId: string, triggerInput: string): Promise<RpcValue>;
  /** `input` is what the host puts into the activity trigger: undefined when no member of the union is set. */
  runActivity(name: string, instanceId: string, input: RpcValue): Promise<RpcValue>;
  runEntity(name: string, entityId: string, triggerInput: string): Promise<RpcValue>;
  /** Whether a function of that name and kind is registered; names ignore letter case. */
  has(kind: 'orchestration' | 'activity' | 'entity', name: string): boolean;
}

export type RuntimeStatus =
  'Pending' | 'Running' | 'Completed' | 'ContinuedAsNew' | 'Failed' | 'Canceled' | 'Terminated' | 'Suspended';

/** The status document of the durable management API. */
export interface InstanceStatus {
  name: string;
  instanceId: string;
  runtimeStatus: RuntimeStatus;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  lastUpdatedTime: string;
  historyEvents?: unknown[];
}

export interface StatusOptions {
  showInput?: boolean;
  showHistory?: boolean;
  showHistoryOutput?: boolean;
}

export interface InstanceFilter {
  createdTimeFrom?: Date;
  createdTimeTo?: Date;
  runtimeStatus?: RuntimeStatus[];
  instanceIdPrefix?: string;
  showInput?: boolean;
  top?: number;
  continuationToken?: string;
}

/** What became of an operation on an instance; the durable management API turns it into a status code. */
export type OperationOutcome = 'accepted' | 'notFound' | 'finished' | 'invalidState';

/** Thrown by `start` when an instance of that id is active. Its message is the real extension's. */
export class InstanceExistsError extends Error {}

/** An entity as the durable management API lists it. `state` is JSON text, null when the entity does not exist. */
export interface EntitySummary {
  entityId: { name: string; key: string };
  lastOperationTime: string;
  state: string | null;
}

/** The durable task hub: every instance, its history and its queue of messages, kept on disk. */
export interface TaskHub {
  /** Starts an instance, replacing a finished one of the same id; answers its id. `input` is JSON text. Throws InstanceExistsError. */
  start(name: string, options: { instanceId?: string; input: string | null }): Promise<string>;
  status(instanceId: string, options?: StatusOptions): Promise<InstanceStatus | undefined>;
  list(filter: InstanceFilter): Promise<{ instances: InstanceStatus[]; continuationToken?: string }>;
  /** `data` is JSON text. */
  raiseEvent(instanceId: string, eventName: string, data: string): Promise<OperationOutcome>;
  terminate(instanceId: string, reason: string): Promise<OperationOutcome>;
  suspend(instanceId: string, reason: string): Promise<OperationOutcome>;
  resume(instanceId: string, reason: string): Promise<OperationOutcome>;
  rewind(instanceId: string, reason: string): Promise<OperationOutcome>;
  /** Answers the id of the new instance, or undefined when there is none to restart. */
  restart(instanceId: string, withNewId: boolean): Promise<string | undefined>;
  /** Deletes one instance with its history; answers how many (0 or 1). */
  purge(instanceId: string): Promise<number>;
  purgeBy(filter: { createdTimeFrom: Date; createdTimeTo?: Date; runtimeStatus?: RuntimeStatus[] }): Promise<number>;
  /** `input` is JSON text. */
  signalEntity(entityId: string, operation: string, input: string | null): Promise<void>;
  /** JSON text of an entity's state, or undefined when it has none. */
  readEntity(entityId: string): Promise<string | undefined>;
  /** Every entity, or those of one name, in the order of their ids. */
  entities(name?: string): Promise<EntitySummary[]>;
  /** Resolves with the instance's status once nothing will run under its id any more; undefined when there is none. */
  completion(instanceId: string): Promise<InstanceStatus | undefined>;
  /** Takes up every unfinished instance found on disk and begins to run; resolves when ready. */
  open(): Promise<void>;
  /** Stops taking up work and waits for what is being written. */
  close(): Promise<void>;
}
