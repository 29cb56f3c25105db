import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { HistoryEvent } from '../../../../../local/host/durable/history/historyEvents';
import type { RpcValue } from '../../../../../local/host/durable/taskHub';

const FOLDER = path.join(__dirname, '../../../../fixtures/functions-host/orchestrations');

/** An RPC value as the recording shows it: JSON texts are shown parsed. */
interface RecordedRpc {
  rpcType: string | null;
  value?: string | number;
  text?: string;
  json?: unknown;
}

export interface RecordedTurn {
  function: string;
  trigger: 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger';
  instanceId: string;
  turn?: number;
  startedAt: string;
  rawTriggerInput: RecordedRpc;
  rawOutput?: RecordedRpc;
  thrown?: {
    isError: boolean;
    name?: string;
    message?: string;
    stack?: string;
    messagePrefix?: string;
    messageJson?: unknown;
  };
}

export interface TriggerInput {
  history: (HistoryEvent | string)[];
  [member: string]: unknown;
}

export interface Recording {
  scenario: string;
  turns: RecordedTurn[];
  alsoRecorded?: Record<string, unknown>;
  finalStatus: Record<string, { httpStatus: number; body: Record<string, unknown> }>;
}

export function recordingNames(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
}

export function readRecordedTurns(name: string): Recording {
  return JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Recording;
}

/** The value that was on the wire. */
export function wireValue(recorded: RecordedRpc | undefined): RpcValue {
  if (recorded?.rpcType !== 'string' && recorded?.rpcType !== 'json') {
    return typeof recorded?.value === 'number' ? { rpcType: 'int', value: recorded.value } : undefined;
  }
  const value = 'json' in recorded ? JSON.stringify(recorded.json) : String(recorded.value);
  return { rpcType: recorded.rpcType, value };
}

/** What the function threw. */
export function thrownValue(thrown: NonNullable<RecordedTurn['thrown']>): unknown {
  if (thrown.messagePrefix !== undefined) return new Error(thrown.messagePrefix + JSON.stringify(thrown.messageJson));
  if (!thrown.isError) return thrown.message;
  const error = new Error(thrown.message);
  error.name = thrown.name ?? 'Error';
  error.stack = thrown.stack ?? '';
  return error;
}

export function triggerInput(turn: RecordedTurn): TriggerInput {
  return turn.rawTriggerInput.json as TriggerInput;
}

/** The events that are new in a turn: those after its OrchestratorStarted. */
export function newEvents(turn: RecordedTurn): HistoryEvent[] {
  const history = triggerInput(turn).history.filter((event) => typeof event !== 'string');
  const last = history.map((event) => event.EventType).lastIndexOf(12);
  return history.slice(last + 1);
}

/** How many events the history of a turn had; the recording may have cut the older ones. */
export function historyLength(turn: RecordedTurn): number {
  const { history } = triggerInput(turn);
  const cut = typeof history[0] === 'string' ? /the (\d+) events/.exec(history[0]) : null;
  return cut ? Number(cut[1]) + history.length - 1 : history.length;
}

/** The numbers of the activities of an instance, in the order in which they were scheduled. */
export function scheduledActivities(turns: RecordedTurn[]): number[] {
  const ids: number[] = [];
  let seen = 0;
  for (const turn of turns) {
    const { history } = triggerInput(turn);
    const length = historyLength(turn);
    if (length < seen) seen = 0;
    const added = history.slice(history.length - (length - seen)) as HistoryEvent[];
    ids.push(...added.filter((event) => event.EventType === 4).map((event) => event.EventId));
    seen = length;
  }
  return ids;
}
