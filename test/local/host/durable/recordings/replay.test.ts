import type { HistoryEvent } from '../../../../../local/host/durable/history/historyEvents';
import { comparableDetails, comparableHistory, comparableStatus, type IdMap } from './comparable';
import {
  historyLength,
  readRecordedTurns,
  recordingNames,
  triggerInput,
  type RecordedTurn,
  type Recording,
  type TriggerInput,
} from './recording';
import { replayRecording, type Replay } from './replayRecording';

/** Texts in which the recording was cut, made equal where they agree up to the cut. */
function alignCuts(actual: unknown, recorded: unknown): unknown {
  if (typeof actual === 'string' && typeof recorded === 'string') return comparableDetails(actual, recorded);
  if (Array.isArray(actual) && Array.isArray(recorded)) return actual.map((item, i) => alignCuts(item, recorded[i]));
  if (typeof actual !== 'object' || actual === null || typeof recorded !== 'object' || recorded === null) return actual;
  const other = recorded as Record<string, unknown>;
  return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, alignCuts(value, other[key])]));
}

function comparableInput(input: TriggerInput, length: number): unknown {
  const whole = input.history.filter((event): event is HistoryEvent => typeof event !== 'string');
  return { ...input, history: comparableHistory(whole).slice(-length) };
}

function expectSameInput(actualText: string, turn: RecordedTurn, ids: IdMap): void {
  const recorded = triggerInput(turn);
  const shown = recorded.history.filter((event) => typeof event !== 'string').length;
  const actual = JSON.parse(ids.toRecorded(actualText)) as TriggerInput;
  expect(actual.history).toHaveLength(historyLength(turn));
  const expected = comparableInput(recorded, shown);
  const comparable = alignCuts(comparableInput(actual, shown), expected);
  expect(comparable).toEqual(expected);
  expect(JSON.stringify(comparable)).toBe(JSON.stringify(expected)); // the order of the members too
}

function comparableFinal(status: object, ids: IdMap): Record<string, unknown> {
  return comparableStatus(JSON.parse(ids.toRecorded(JSON.stringify(status))) as object);
}

async function replay(recording: Recording): Promise<Replay> {
  const result = await replayRecording(recording);
  const turns = recording.turns.filter((turn) => turn.trigger === 'orchestrationTrigger');
  expect(result.played).toHaveLength(turns.length);
  expect(result.app.invoked).toHaveLength(turns.length);
  return result;
}

describe('recorded turns of the durable extension', () => {
  it.each(recordingNames())('%s', async (name) => {
    const recording = readRecordedTurns(name);
    const result = await replay(recording);
    result.played.forEach((turn, index) => expectSameInput(result.app.invoked[index]!.input, turn, result.ids));
    for (const { actual, recorded } of result.app.asked) expect(actual).toEqual(recorded);
    expect(result.app.left()).toEqual([]);
    for (const [instanceId, { body }] of Object.entries(recording.finalStatus)) {
      const expected = comparableStatus(body);
      const actual = alignCuts(comparableFinal(result.finals[instanceId]!, result.ids), expected);
      expect(actual).toEqual(expected);
      expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
    }
  });

  it('the custom status is what the last answer said', async () => {
    // Prepare
    const recording = readRecordedTurns('10-custom-status.json');

    // Act
    const { snapshots } = await replay(recording);

    // Assess
    const polled = recording.alsoRecorded!.statusAsSeenByPolling as { customStatus: unknown }[];
    const seen = snapshots.map(({ status }) => status.customStatus);
    expect(seen.filter((value, i) => JSON.stringify(value) !== JSON.stringify(seen[i - 1]))).toEqual(
      polled.slice(1).map(({ customStatus }) => customStatus),
    );
  });

  it('a suspended instance shows why, and what has happened meanwhile', async () => {
    // Prepare
    const recording = readRecordedTurns('11-suspend-resume-terminate.json');

    // Act
    const { snapshots, ids } = await replay(recording);

    // Assess
    const recorded = recording.alsoRecorded!.snap as { body: object }[];
    const suspended = snapshots.filter(
      ({ instanceId, status }) => instanceId === 'suspend-1' && status.runtimeStatus === 'Suspended',
    );
    expect(suspended.map(({ status }) => comparableFinal(status, ids))).toEqual(
      recorded.map(({ body }) => comparableStatus(body)),
    );
  });

  it('an entity reads as an instance that is always running', async () => {
    // Prepare
    const recording = readRecordedTurns('18-entity.json');

    // Act
    const { finals } = await replay(recording);

    // Assess
    const { body } = recording.alsoRecorded!.entityInstance as { body: { input: object } };
    const entity = finals['@counter@c1']!;
    expect(entity).toMatchObject({
      name: '@counter@c1',
      runtimeStatus: 'Running',
      input: { exists: true, state: '15' },
      customStatus: { entityExists: true },
      output: null,
    });
    expect(Object.keys(entity.input as object)).toEqual(Object.keys(body.input));
    expect(entity.historyEvents).toHaveLength(1);
  });
});
