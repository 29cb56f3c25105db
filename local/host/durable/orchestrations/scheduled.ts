import { createHash } from 'node:crypto';
import type { Platform } from '../../../platform';
import { EventType, historyEvent, type HistoryEvent } from '../history/historyEvents';
import { newSpanId } from '../history/ids';
import type { EntityRequest, OpenWork } from '../instances/openWork';
import { fromTicks, toTicks } from '../history/timestamps';

/** Something a replay has started: its event still without a time, and the work or the message behind it. */
export interface Scheduled {
  eventAt(timestamp: string, platform: Platform): HistoryEvent;
  work?: OpenWork;
  request?: { entityId: string; request: EntityRequest; notBefore?: string };
  /** A timer that has been cancelled is created but never armed. */
  cancelled?: boolean;
}

export function scheduledActivity(work: OpenWork & { kind: 'activity' }): Scheduled {
  const members = { Name: work.name, Version: '', Input: null, ParentTraceContext: null };
  return { work, eventAt: (time) => historyEvent(EventType.taskScheduled, time, members, work.id) };
}

export function scheduledChild(work: OpenWork & { kind: 'child' }): Scheduled {
  const members = { Name: work.name, Version: '', InstanceId: work.instanceId, Input: null };
  return {
    work,
    eventAt: (time, platform) => {
      const ClientSpanId = newSpanId(platform);
      return historyEvent(EventType.subOrchestrationCreated, time, { ...members, ClientSpanId }, work.id);
    },
  };
}

export function scheduledTimer(work: OpenWork & { kind: 'timer' }, cancelled: boolean): Scheduled {
  const eventAt = (time: string): HistoryEvent =>
    historyEvent(EventType.timerCreated, time, { FireAt: work.fireAt }, work.id);
  return { work, eventAt, cancelled };
}

const REQUEST_TYPE =
  'Microsoft.Azure.WebJobs.Extensions.DurableTask.RequestMessage, Microsoft.Azure.WebJobs.Extensions.DurableTask';

export function scheduledRequest(
  id: number,
  entityId: string,
  request: EntityRequest,
  notBefore: string | undefined,
): Scheduled {
  const members = {
    InstanceId: entityId,
    Name: notBefore === undefined ? 'op' : `op@${notBefore}`,
    Input: JSON.stringify({ $type: REQUEST_TYPE, ...request }),
  };
  return {
    request: { entityId, request, ...(notBefore === undefined ? {} : { notBefore }) },
    eventAt: (time) => historyEvent(EventType.eventSent, time, members, id),
  };
}

/**
 * Labels an execution's messages to entities: an id that is the same on every replay, a time that never repeats and
 * the time of the message before it to the same entity. Entities use the times to drop what arrives twice.
 */
export class RequestLabels {
  private last = '';
  private count = 0;
  private readonly previous = new Map<string, string>();

  constructor(
    private readonly instanceId: string,
    private readonly executionId: string,
  ) {}

  next(entityId: string, now: string): Required<Pick<EntityRequest, 'id' | 'Timestamp' | 'Predecessor'>> {
    const later = this.last !== '' && toTicks(now) <= toTicks(this.last);
    const timestamp = later ? fromTicks(toTicks(this.last) + 1n, '') : now;
    const predecessor = this.previous.get(entityId) ?? '0001-01-01T00:00:00';
    this.last = timestamp;
    this.previous.set(entityId, timestamp);
    return { id: this.guid(now), Timestamp: timestamp, Predecessor: predecessor };
  }

  private guid(now: string): string {
    const hash = createHash('sha1')
      .update(`${this.instanceId}/${this.executionId}/${now}/${this.count++}`)
      .digest('hex');
    const variant = ((parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
    return [
      hash.slice(0, 8),
      hash.slice(8, 12),
      `5${hash.slice(13, 16)}`,
      `${variant}${hash.slice(18, 20)}`,
      hash.slice(20, 32),
    ].join('-');
  }
}
