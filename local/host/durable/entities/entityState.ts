import { executionStarted } from '../history/historyEvents';
import type { InstanceState } from '../instances/instanceState';
import { addMilliseconds } from '../history/timestamps';

/** How long an entity remembers who sent it what. */
const REORDER_WINDOW_MS = 30 * 60 * 1000;

/** Splits `@name@key`; undefined when the text is no entity id. */
export function parseEntityId(entityId: string): { name: string; key: string } | undefined {
  const match = /^@([^@]+)@(.*)$/s.exec(entityId);
  return match ? { name: match[1]!, key: match[2]! } : undefined;
}

/** The state of an entity that has had no operation yet. */
export function newEntityState(entityId: string, timestamp: string, firstMessage = timestamp): InstanceState {
  const started = executionStarted({
    instanceId: entityId,
    executionId: '',
    name: entityId,
    input: null,
    parent: null,
    generation: null,
    timestamp,
  });
  return {
    instanceId: entityId,
    started,
    history: [],
    inbox: [],
    open: [],
    outbox: [],
    status: 'Running',
    customStatus: JSON.stringify({ entityExists: false }),
    output: null,
    lastUpdated: timestamp,
    continued: false,
    entity: {
      state: null,
      received: {},
      receiveHorizon: addMilliseconds(firstMessage, -REORDER_WINDOW_MS),
      lastOperationTime: timestamp,
      queue: [],
    },
  };
}
