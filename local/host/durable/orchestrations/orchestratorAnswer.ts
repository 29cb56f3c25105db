import type { Action, OrchestratorAnswer } from './actions';
import type { RpcValue } from '../taskHub';

const MARK = '$OutOfProcData$:';

interface WireAnswer {
  isDone?: boolean;
  actions?: Action[][];
  output?: unknown;
  customStatus?: unknown;
  error?: string;
}

function fromWire(wire: WireAnswer): OrchestratorAnswer {
  const actions = wire.actions ?? [];
  if (actions.length !== 1) {
    throw new Error(
      `With OOProc schema V3, expected actions array to be of length 1 in outer layer but got size: ${actions.length}`,
    );
  }
  return {
    isDone: wire.isDone === true,
    actions: actions[0] ?? [],
    output: wire.output,
    customStatus: wire.customStatus,
    ...(wire.error ? { error: wire.error } : {}),
  };
}

/** Reads what an orchestrator function returned. Throws when it is not an answer of the replay protocol. */
export function readAnswer(value: RpcValue): OrchestratorAnswer {
  if (value?.rpcType !== 'json' && value?.rpcType !== 'string') {
    throw new Error(
      'The orchestrator function did not return the actions it wants done. Was it made by durable-functions?',
    );
  }
  return fromWire(JSON.parse(value.value) as WireAnswer);
}

/**
 * Reads the answer out of what an orchestrator function threw: a failing one carries it behind a mark in its message.
 * Any other error (the function could not be run at all) fails the orchestration with that error's message.
 */
export function readThrownAnswer(thrown: unknown): OrchestratorAnswer {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const at = message.indexOf(MARK);
  if (at < 0) return { isDone: false, actions: [], error: message };
  return fromWire(JSON.parse(message.slice(at + MARK.length)) as WireAnswer);
}
