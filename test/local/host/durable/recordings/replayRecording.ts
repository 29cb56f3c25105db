import { createVirtualPlatform } from '../../../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub } from '../../../../../local/host/durable/createTaskHub';
import type { HistoryEvent } from '../../../../../local/host/durable/history/historyEvents';
import type { InstanceStatus } from '../../../../../local/host/durable/taskHub';
import { IdMap } from './comparable';
import { newEvents, triggerInput, type RecordedTurn, type Recording } from './recording';
import { ScriptedApp } from './scriptedApp';

const CLIENT_EVENTS = [3, 15, 17, 19, 20];
const GUID = /^[0-9a-f]{8}-/;

/** What a replay saw, to be compared with the recording. */
export interface Replay {
  ids: IdMap;
  app: ScriptedApp;
  /** The recorded turns of orchestrations in the order in which they were played. */
  played: RecordedTurn[];
  /** Status after each committed turn. */
  snapshots: { instanceId: string; status: InstanceStatus }[];
  finals: Record<string, InstanceStatus>;
}

/** Waits for a condition; a replay that has gone astray ends with an error instead of never. */
async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`The replay waited in vain for ${what}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Gives a hub the recorded events in their recorded order and lets its turns happen one by one. */
export async function replayRecording(recording: Recording): Promise<Replay> {
  const ids = new IdMap();
  const app = new ScriptedApp(recording.turns, ids);
  const platform = createVirtualPlatform({ start: Date.parse(recording.turns[0]!.startedAt) - 1000, jump: 'manual' });
  let ended = false;
  const permits = new Map<string, number>();
  const arrivals = new Map<string, number>();
  const commits = new Map<string, number>();
  const count = (map: Map<string, number>, id: string): void => void map.set(id, (map.get(id) ?? 0) + 1);
  const hub: LocalTaskHub = createTaskHub(platform, {
    folder: '',
    storage: 'memory',
    invoker: app,
    maxConcurrentActivities: 20,
    hooks: {
      async beforeTurn(instanceId) {
        while (!ended && (permits.get(instanceId) ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
        permits.set(instanceId, (permits.get(instanceId) ?? 0) - 1);
      },
      arrived: (instanceId) => count(arrivals, instanceId),
      committed: (instanceId) => count(commits, instanceId),
    },
  });
  await hub.open();
  const replay: Replay = { ids, app, played: [], snapshots: [], finals: {} };
  const expected = new Map<string, number>();

  async function cause(turn: RecordedTurn, event: HistoryEvent, id: string): Promise<void> {
    platform.advance(Math.max(0, Date.parse(event.Timestamp) - platform.now()));
    if (event.EventType === 0) await startIfClient(turn, event, id);
    if (event.EventType === 5 || event.EventType === 6) {
      app.release(turn.instanceId, event.TaskScheduledId as number);
    }
    const isClientEvent = CLIENT_EVENTS.includes(event.EventType) && !GUID.test(String(event.Name));
    if (isClientEvent) await sendAsClient(hub, id, event);
    if (event.EventType === 11) platform.advanceToNext();
    if (event.EventType !== 13 && event.EventType !== 17) count(expected, id);
  }

  async function startIfClient(turn: RecordedTurn, event: HistoryEvent, id: string): Promise<void> {
    if (newEvents(turn).some((other) => other.EventType === 13)) {
      count(arrivals, id); // continued as new: nothing arrives
    } else if (event.ParentInstance === null) {
      await hub.start(turn.function, { instanceId: id, input: event.Input as string | null });
    }
  }

  const pending = recording.turns.filter((other) => other.trigger === 'orchestrationTrigger');
  while (pending.length > 0) {
    const turn = takeNext(pending, (id) => (arrivals.get(id) ?? 0) - (expected.get(id) ?? 0), ids);
    replay.played.push(turn);
    const id = ids.toActual(turn.instanceId);
    const events = newEvents(turn);
    await takeFinalBeforeCleanUp(replay, recording, hub, turn, events);
    for (const event of events) {
      await cause(turn, event, id);
      await until(() => (arrivals.get(id) ?? 0) >= (expected.get(id) ?? 0), `event ${event.EventType} of ${id}`);
    }
    platform.advance(Math.max(0, lastTurnStart(turn) - platform.now()));
    const committed = commits.get(id) ?? 0;
    count(permits, id);
    await until(() => app.invoked.length > 0 && (commits.get(id) ?? 0) > committed, `turn ${turn.turn} of ${id}`);
    pairIds(ids, app.invoked.at(-1)!.input, turn);
    const status = (await hub.status(id, { showHistory: true, showHistoryOutput: true }))!;
    replay.snapshots.push({ instanceId: turn.instanceId, status });
  }
  ended = true;
  const signalled = app.nextEntityTurn();
  if (signalled) await hub.signalEntity(signalled.instanceId, 'add', '10');
  await hub.idle();
  for (const instanceId of Object.keys(recording.finalStatus)) {
    const status = await hub.status(ids.toActual(instanceId), { showHistory: true, showHistoryOutput: true });
    replay.finals[instanceId] ??= status!;
  }
  if (signalled) replay.finals[signalled.instanceId] = (await hub.status(signalled.instanceId, { showHistory: true }))!;
  await hub.close();
  return replay;
}

/**
 * The next turn: one whose events have all come by themselves, or else the first. So parents run when they did,
 * before another child's end reaches them too.
 */
function takeNext(pending: RecordedTurn[], arrived: (id: string) => number, ids: IdMap): RecordedTurn {
  const index = pending.findIndex((turn, at) => {
    if (pending.findIndex((other) => other.instanceId === turn.instanceId) < at) return false;
    const events = newEvents(turn);
    const passive = events.every(({ EventType, Name }) => [8, 9].includes(EventType) || GUID.test(String(Name)));
    return passive && arrived(ids.toActual(turn.instanceId)) === events.length;
  });
  return pending.splice(Math.max(index, 0), 1)[0]!;
}

function lastTurnStart(turn: RecordedTurn): number {
  const events = triggerInput(turn).history.filter((event) => typeof event !== 'string');
  return Date.parse(events.filter((event) => event.EventType === 12).at(-1)!.Timestamp);
}

/** The recorder ended what was left running; the final status was taken before that. */
async function takeFinalBeforeCleanUp(
  replay: Replay,
  recording: Recording,
  hub: LocalTaskHub,
  turn: RecordedTurn,
  events: HistoryEvent[],
): Promise<void> {
  const final = recording.finalStatus[turn.instanceId]?.body;
  if (!final || final.runtimeStatus === 'Terminated' || !events.some((event) => event.EventType === 3)) return;
  const id = replay.ids.toActual(turn.instanceId);
  replay.finals[turn.instanceId] = (await hub.status(id, { showHistory: true, showHistoryOutput: true }))!;
}

async function sendAsClient(hub: LocalTaskHub, id: string, event: HistoryEvent): Promise<void> {
  switch (event.EventType) {
    case 3:
      return void (await hub.terminate(id, String(event.Input)));
    case 15:
      return void (await hub.raiseEvent(id, String(event.Name), String(event.Input)));
    case 17:
      return void (await hub.rewind(id, String(event.Data)));
    case 19:
      return void (await hub.suspend(id, String(event.Reason)));
    default:
      return void (await hub.resume(id, String(event.Reason)));
  }
}

/** Notes which of this run's ids stand for which recorded ones. */
function pairIds(ids: IdMap, input: string, turn: RecordedTurn): void {
  const actual = (JSON.parse(input) as { history: HistoryEvent[] }).history;
  const recorded = triggerInput(turn).history;
  const offset = actual.length - recorded.length;
  recorded.forEach((event, index) => {
    const own = actual[index + offset];
    if (typeof event === 'string' || !own) return;
    if (event.EventType === 0) ids.pair(executionId(own), executionId(event));
    if (event.EventType === 14) ids.pair(requestId(own), requestId(event));
  });
}

function executionId(event: HistoryEvent): unknown {
  return (event.OrchestrationInstance as { ExecutionId: string } | undefined)?.ExecutionId;
}

function requestId(event: HistoryEvent): unknown {
  return (JSON.parse(String(event.Input)) as { id: string }).id;
}
