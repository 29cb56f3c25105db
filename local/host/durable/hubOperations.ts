import type { Dispatcher } from './dispatcher';
import { parseEntityId } from './entities/entityState';
import { EventType, executionStarted, historyEvent, type HistoryEvent } from './history/historyEvents';
import type { Hub } from './hub';
import { finishedInstances, listInstances } from './instances/instanceList';
import { isFinal, pendingState, type InstanceState } from './instances/instanceState';
import { failedChildren, rewoundState } from './instances/rewindState';
import { statusDocument } from './instances/statusDocument';
import { InstanceExistsError, type EntitySummary, type OperationOutcome, type TaskHub } from './taskHub';
import { newExecutionId } from './history/ids';

/** What a task hub does on request, apart from opening and closing. */
export function createHubOperations(
  hub: Hub,
  dispatcher: Dispatcher,
  whenFinal: (instanceId: string) => Promise<void>,
  onGone: (instanceId: string) => void,
): Omit<TaskHub, 'open' | 'close'> {
  const { store, timestamps, platform } = hub;
  const read = (instanceId: string): Promise<InstanceState | undefined> =>
    store.exclusive(instanceId, () => store.get(instanceId));

  async function start(name: string, instanceId: string, input: string | null): Promise<string> {
    mustBeOpen(hub);
    await store.exclusive(instanceId, async () => {
      const existing = await store.get(instanceId);
      if (existing && !isFinal(existing.status)) {
        throw new InstanceExistsError(`An Orchestration instance with the status ${existing.status} already exists.`);
      }
      const before = existing?.started.Generation;
      const started = executionStarted({
        instanceId,
        executionId: newExecutionId(platform),
        name,
        input: input === 'null' ? null : input,
        parent: null,
        generation: typeof before === 'number' ? before + 1 : 0,
        timestamp: timestamps(),
      });
      await store.replace(pendingState(started, existing?.outbox));
      hub.hooks.arrived?.(instanceId, started);
    });
    dispatcher.schedule(instanceId);
    return instanceId;
  }

  async function post(instanceId: string, event: HistoryEvent): Promise<OperationOutcome> {
    mustBeOpen(hub);
    return dispatcher.mailbox.post(instanceId, event);
  }

  async function postUnless(
    status: 'Suspended' | 'Running',
    id: string,
    event: HistoryEvent,
  ): Promise<OperationOutcome> {
    const state = await read(id);
    return state?.status === status ? 'invalidState' : post(id, event);
  }

  async function rewind(instanceId: string, reason: string): Promise<OperationOutcome> {
    mustBeOpen(hub);
    const state = await read(instanceId);
    if (!state) return 'notFound';
    if (state.status !== 'Failed') return isFinal(state.status) ? 'finished' : 'invalidState';
    const children = failedChildren(state);
    await store.exclusive(instanceId, () => store.replace(rewoundState(state, reason, timestamps())));
    for (const child of children) await rewind(child, reason);
    dispatcher.schedule(instanceId);
    return 'accepted';
  }

  async function purge(instanceId: string): Promise<number> {
    const purged = await store.exclusive(instanceId, async () => {
      if (!store.summaries.has(instanceId)) return 0;
      await store.remove(instanceId);
      return 1;
    });
    onGone(instanceId);
    return purged;
  }

  return {
    start: (name, options) => start(name, options.instanceId ?? newExecutionId(platform), options.input),
    async status(instanceId, options) {
      const state = await read(instanceId);
      return state && statusDocument(state, options);
    },
    list: (filter) => listInstances(store, filter),
    raiseEvent: (instanceId, name, data) =>
      post(
        instanceId,
        historyEvent(EventType.eventRaised, timestamps(), { Name: name, Input: data, ParentTraceContext: null }),
      ),
    terminate: (instanceId, reason) =>
      post(instanceId, historyEvent(EventType.executionTerminated, timestamps(), { Input: reason })),
    suspend: (instanceId, reason) =>
      postUnless('Suspended', instanceId, historyEvent(EventType.executionSuspended, timestamps(), { Reason: reason })),
    resume: (instanceId, reason) =>
      postUnless('Running', instanceId, historyEvent(EventType.executionResumed, timestamps(), { Reason: reason })),
    rewind,
    async restart(instanceId, withNewId) {
      const state = await read(instanceId);
      if (!state) return undefined;
      return start(state.started.Name, withNewId ? newExecutionId(platform) : instanceId, state.started.Input);
    },
    purge,
    async purgeBy(filter) {
      let purged = 0;
      for (const instanceId of finishedInstances(store, filter)) purged += await purge(instanceId);
      return purged;
    },
    async signalEntity(entityId, operation, input) {
      mustBeOpen(hub);
      const request = { op: operation, signal: true, ...(input === null ? {} : { input }), id: platform.newId() };
      await dispatcher.mailbox.postRequest(entityId, { request });
    },
    async readEntity(entityId) {
      return (await read(entityId))?.entity?.state ?? undefined;
    },
    async entities(name) {
      const found: EntitySummary[] = [];
      for (const { instanceId, isEntity } of [...store.summaries.values()]) {
        const id = isEntity ? parseEntityId(instanceId) : undefined;
        if (!id || (name !== undefined && id.name !== name.toLowerCase())) continue;
        const entity = (await read(instanceId))?.entity;
        if (entity) found.push({ entityId: id, lastOperationTime: entity.lastOperationTime, state: entity.state });
      }
      const idOf = ({ entityId }: EntitySummary): string => `@${entityId.name}@${entityId.key}`;
      return found.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    },
    async completion(instanceId) {
      for (;;) {
        const summary = store.summaries.get(instanceId);
        if (!summary) return undefined;
        if (!isFinal(summary.status)) await whenFinal(instanceId);
        else {
          const state = await read(instanceId);
          if (state && isFinal(state.status)) return statusDocument(state);
        }
      }
    },
  };
}

function mustBeOpen(hub: Hub): void {
  if (hub.closed) throw new Error('The task hub is closed, so nothing was started or sent. Start the host again.');
}
