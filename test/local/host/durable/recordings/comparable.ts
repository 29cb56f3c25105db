import type { HistoryEvent } from '../../../../../local/host/durable/history/historyEvents';
import { toTicks } from '../../../../../local/host/durable/history/timestamps';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?(Z|\+00:00|)$/;
const CUT = '…cut';

/** Ids that this run made, and the recorded ids in whose place they stand. */
export class IdMap {
  private readonly pairs: [actual: string, recorded: string][] = [];

  pair(actual: unknown, recorded: unknown): void {
    if (typeof actual === 'string' && typeof recorded === 'string' && actual !== recorded) {
      this.pairs.push([actual, recorded]);
    }
  }

  toRecorded(text: string): string {
    return this.pairs.reduce((result, [actual, recorded]) => result.replaceAll(actual, recorded), text);
  }

  toActual(text: string): string {
    return this.pairs.reduce((result, [actual, recorded]) => result.replaceAll(recorded, actual), text);
  }
}

/** A time in the recorded form becomes a word; anything else stays and shows up as a difference. */
function time(value: unknown): unknown {
  if (typeof value !== 'string' || !TIME.test(value)) return value;
  if (value.startsWith('0001-')) return value;
  return value.endsWith('Z') ? '<time Z>' : value.endsWith('+00:00') ? '<time +00:00>' : '<time>';
}

/** Times at which a timer falls due stay as they are when the orchestrator chose them, else become a delay. */
function dueTime(fireAt: string, turnStarted: string | undefined): string {
  const ticks = turnStarted ? toTicks(fireAt) - toTicks(turnStarted) : 1n;
  return ticks % 10_000n === 0n ? `<turn + ${ticks / 10_000n} ms>` : fireAt;
}

function requestMessage(text: string): unknown {
  const message = JSON.parse(text) as Record<string, unknown>;
  return { ...message, Timestamp: time(message.Timestamp), Predecessor: time(message.Predecessor) };
}

/** Stack frames beyond the recorded ones, and the parts the recording cut, are left out of the comparison. */
export function comparableDetails(actual: string, recorded: string): string {
  const cutAt = recorded.indexOf(CUT);
  if (cutAt >= 0 && actual.startsWith(recorded.slice(0, cutAt))) return recorded;
  if (recorded.includes('ensureErrorType')) {
    return withoutFrames(actual) === withoutFrames(recorded) ? recorded : actual; // frames of the worker itself
  }
  const lastFrame = /\\n {4}at …"\},"HelpURL"/.exec(recorded);
  if (lastFrame && actual === recorded.replace(lastFrame[0], '"},"HelpURL"')) return recorded;
  return actual;
}

function withoutFrames(text: string): string {
  return text.replaceAll(/\\\\?n {3,4}at (?:(?!\\).)*?(?=\\|")/g, '');
}

/** Events with what differs from run to run taken out. */
export function comparableHistory(history: HistoryEvent[]): Record<string, unknown>[] {
  let turnStarted: string | undefined;
  const due = new Map<number, string>();
  return history.map((event) => {
    if (event.EventType === 12) turnStarted = event.Timestamp;
    const copy: Record<string, unknown> = { ...event, Timestamp: time(event.Timestamp) };
    if (event.EventType === 10) due.set(event.EventId, dueTime(String(event.FireAt), turnStarted));
    if (event.EventType === 10) copy.FireAt = due.get(event.EventId);
    if (event.EventType === 11) copy.FireAt = due.get(event.TimerId as number) ?? event.FireAt;
    if (event.EventType === 14) copy.Input = requestMessage(String(event.Input));
    if ('ClientSpanId' in event) copy.ClientSpanId = /^[0-9a-f]{16}$/.test(String(event.ClientSpanId));
    return copy;
  });
}

/** A status document with what differs from run to run taken out. */
export function comparableStatus(status: object): Record<string, unknown> {
  const copy = { ...(status as Record<string, unknown>) };
  copy.createdTime = time(copy.createdTime);
  copy.lastUpdatedTime = time(copy.lastUpdatedTime);
  if (Array.isArray(copy.historyEvents)) {
    copy.historyEvents = copy.historyEvents.map((event: Record<string, unknown>) => ({
      ...event,
      Timestamp: time(event.Timestamp),
      ...('ScheduledTime' in event ? { ScheduledTime: time(event.ScheduledTime) } : {}),
      ...('FireAt' in event ? { FireAt: time(event.FireAt) } : {}),
      ...('ClientSpanId' in event ? { ClientSpanId: '<span>' } : {}),
      ...(event.EventType === 'EventSent' ? { Input: requestMessage(String(event.Input)) } : {}),
    }));
  }
  return copy;
}
