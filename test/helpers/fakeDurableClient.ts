import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  OrchestrationRuntimeStatus,
  type DurableOrchestrationStatus,
  type OrchestrationFilter,
  type PurgeHistoryResult,
} from 'durable-functions';
import type { InstanceClient } from '../../src/functions/instances/createInstances';

interface Recorded {
  exchanges: { label: string; threw?: { message: string } }[];
}

const RECORDED = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/functions-host/management-api.json'), 'utf8'),
) as Recorded;

/** What the JavaScript client threw when the recorded extension was asked that. */
function thrownAt(label: string): string {
  const found = RECORDED.exchanges.find((exchange) => exchange.label === `JS client: ${label}`)?.threw?.message;
  if (!found) throw new Error(`In the recording nothing was thrown at "${label}".`);
  return found;
}

const STARTED_TWICE = thrownAt('startNew, id is Running');
const NO_DATA = thrownAt('raiseEvent, no data');
/** When an instance was created of which a test says nothing else. */
export const CREATED = new Date('2026-11-21T09:00:00Z');
/** The recording asked for an instance called nope. */
export const NOT_FOUND = thrownAt('getStatus not found');
export const UNKNOWN = thrownAt('raiseEvent, unknown id');

/** Stands for the durable client: ids that exist, and what the recorded extension answers. */
export class FakeDurableClient implements InstanceClient {
  readonly instances = new Map<
    string,
    { status: OrchestrationRuntimeStatus; name?: string; createdTime?: Date; input?: unknown; customStatus?: unknown }
  >();
  /** Starts that began an orchestration, a silent re-run of a finished one included. */
  starts: string[] = [];
  terminated: string[] = [];
  /** Events that reached an orchestration, as `id event`. */
  raised: string[] = [];
  /** Called before a start is looked at. */
  beforeStart: () => Promise<void> = async () => {};
  /** Called before a status is answered. */
  beforeStatus: (id: string) => Promise<void> = async () => {};

  /** Lets no start go on before so many have begun. Returns how many have. */
  holdStartsUntil(count: number): () => number {
    let waiting = 0;
    let release = (): void => {};
    const all = new Promise<void>((resolve) => (release = resolve));
    this.beforeStart = async () => {
      waiting += 1;
      if (waiting === count) release();
      await all;
    };
    return () => waiting;
  }

  async getStatus(id: string): Promise<DurableOrchestrationStatus> {
    await this.beforeStatus(id);
    const found = this.instances.get(id);
    if (!found) throw new Error(NOT_FOUND.replace('nope', id));
    const { status, createdTime = CREATED, customStatus = null } = found;
    return { instanceId: id, runtimeStatus: status, createdTime, customStatus } as DurableOrchestrationStatus;
  }

  async getStatusBy(filter: OrchestrationFilter): Promise<DurableOrchestrationStatus[]> {
    const { createdTimeFrom, createdTimeTo, runtimeStatus } = filter;
    return [...this.instances].flatMap(([instanceId, { status, createdTime = CREATED, name = '' }]) => {
      const isWithin =
        (!createdTimeFrom || createdTime >= createdTimeFrom) && (!createdTimeTo || createdTime <= createdTimeTo);
      const isWanted = !runtimeStatus || runtimeStatus.includes(status);
      const time = createdTime.toISOString().replace('.000Z', 'Z');
      const shown = { name, instanceId, runtimeStatus: status, createdTime: time, lastUpdatedTime: time };
      return isWithin && isWanted ? [shown as unknown as DurableOrchestrationStatus] : [];
    });
  }

  async purgeInstanceHistory(id: string): Promise<PurgeHistoryResult> {
    return { instancesDeleted: this.instances.delete(id) ? 1 : 0 };
  }

  async terminate(id: string): Promise<void> {
    const found = this.instances.get(id);
    if (!found) throw new Error(NOT_FOUND.replace('nope', id));
    this.instances.set(id, { ...found, status: OrchestrationRuntimeStatus.Terminated });
    this.terminated.push(id);
  }

  async raiseEvent(id: string, event: string, data: unknown): Promise<void> {
    if (data === undefined) throw new Error(NO_DATA);
    const found = this.instances.get(id);
    if (!found) throw new Error(UNKNOWN.replace('nope', id));
    if (found.status !== OrchestrationRuntimeStatus.Completed) this.raised.push(`${id} ${event}`);
  }

  async startNew(name: string, { instanceId, input }: { instanceId: string; input: unknown }): Promise<string> {
    await this.beforeStart();
    const running = this.instances.get(instanceId)?.status;
    if (running === OrchestrationRuntimeStatus.Running || running === OrchestrationRuntimeStatus.Pending) {
      throw new Error(STARTED_TWICE);
    }
    this.instances.set(instanceId, { status: OrchestrationRuntimeStatus.Pending, name, input });
    this.starts.push(`${name} ${instanceId}`);
    return instanceId;
  }
}
