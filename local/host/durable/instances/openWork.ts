import type { ExecutionStartedEvent, HistoryEvent } from '../history/historyEvents';
import type { RpcValue } from '../taskHub';

/** Work an execution has started and that has not ended yet. */
export type OpenWork =
  | { kind: 'activity'; id: number; name: string; input: RpcValue }
  | { kind: 'child'; id: number; name: string; instanceId: string; input: string | null }
  | { kind: 'timer'; id: number; fireAt: string; createdAt: string };

/** A message to another instance, kept with the turn that sends it until it has been delivered. */
export type OutboxMessage =
  | { kind: 'startChild'; instanceId: string; started: ExecutionStartedEvent }
  | { kind: 'endChild'; instanceId: string; executionId: string; event: HistoryEvent }
  | { kind: 'entityRequest'; entityId: string; request: EntityRequest; notBefore?: string }
  | { kind: 'entityResponse'; instanceId: string; executionId: string; event: HistoryEvent };

/** An operation on its way to an entity; the members are the extension's own. */
export interface EntityRequest {
  op: string;
  signal?: boolean;
  /** JSON text. */
  input?: string;
  id: string;
  parent?: string;
  parentExecution?: string;
  Timestamp?: string;
  Predecessor?: string;
}
