import type { OrchestratorAnswer } from './actions';
import { EventType, executionStarted } from '../history/historyEvents';
import { newExecutionId } from '../history/ids';
import type { Hub } from '../hub';
import { isFinal, pendingState, type InstanceState } from '../instances/instanceState';
import { readAnswer, readThrownAnswer } from './orchestratorAnswer';
import { orchestrationTriggerInput } from './orchestrationTrigger';
import { beginTurn, finishTurn, type BegunTurn, type FinishedTurn } from './turn';
import type { RpcValue } from '../taskHub';
import type { WorkRunner } from '../tasks/workRunner';

/** Events that belong to the instance, not to one execution: they wait for the next execution. */
const LASTING: readonly number[] = [
  EventType.eventRaised,
  EventType.executionTerminated,
  EventType.executionSuspended,
  EventType.executionResumed,
];

/** Runs turns of orchestrations. */
export class OrchestrationRunner {
  constructor(
    private readonly hub: Hub,
    private readonly works: WorkRunner,
  ) {}

  /** Runs one turn with everything that has arrived; answers the state after it, undefined when there was nothing to do. */
  async run(instanceId: string): Promise<InstanceState | undefined> {
    const { hub } = this;
    if (hub.hooks.beforeTurn && (await this.hasWork(instanceId))) await hub.hooks.beforeTurn(instanceId);
    const begun = await hub.store.exclusive(instanceId, () => this.begin(instanceId));
    if (!begun) return undefined;
    const answer = await this.invoke(begun.state, begun.turn);
    if (hub.closed) return undefined;
    return hub.store.exclusive(instanceId, () => this.commit(instanceId, begun.turn, answer));
  }

  private async hasWork(instanceId: string): Promise<boolean> {
    const { store } = this.hub;
    const state = await store.exclusive(instanceId, () => store.get(instanceId));
    return state !== undefined && !isFinal(state.status) && state.inbox.length > 0;
  }

  private async begin(instanceId: string): Promise<{ state: InstanceState; turn: BegunTurn } | undefined> {
    const { hub } = this;
    const state = hub.closed ? undefined : await hub.store.get(instanceId);
    if (!state || isFinal(state.status) || state.inbox.length === 0) return undefined;
    if (!hub.invoker.has('orchestration', state.started.Name)) {
      hub.log(
        `The orchestrator '${state.started.Name}' of the instance '${instanceId}' is not registered, so the instance ` +
          'fails. Register it, restart the host and start the instance again.',
      );
    }
    return { state, turn: beginTurn(state, hub.timestamps) };
  }

  private async invoke(state: InstanceState, turn: BegunTurn): Promise<OrchestratorAnswer> {
    const input = orchestrationTriggerInput(state.started, turn.history, turn.isFirst);
    let value: RpcValue;
    try {
      value = await this.hub.invoker.runOrchestrator(state.started.Name, state.instanceId, input);
    } catch (thrown) {
      return readThrownAnswer(thrown);
    }
    try {
      return readAnswer(value);
    } catch (error) {
      return { isDone: false, actions: [], error: (error as Error).message };
    }
  }

  private async commit(
    instanceId: string,
    turn: BegunTurn,
    answer: OrchestratorAnswer,
  ): Promise<InstanceState | undefined> {
    const { hub } = this;
    const state = await hub.store.get(instanceId);
    if (!state || state.started.OrchestrationInstance.ExecutionId !== turn.executionId || isFinal(state.status)) {
      return undefined;
    }
    const finished = finishTurn(hub, state, turn, answer);
    const timers = state.open.filter((work) => work.kind === 'timer').map((work) => work.id);
    if (finished.continuesWith) {
      const next = nextExecution(hub, state, finished, finished.continuesWith.input);
      await hub.store.replace(next);
      this.works.cancelTimers(turn.executionId, timers);
      return next;
    }
    await hub.store.append(state, [{ kind: 'turn', turn: finished.commit }]);
    this.works.cancelTimers(turn.executionId, isFinal(state.status) ? timers : finished.commit.cancelled);
    for (const work of finished.commit.opened) this.works.start(state, work);
    return state;
  }
}

function nextExecution(
  { platform, timestamps }: Hub,
  state: InstanceState,
  finished: FinishedTurn,
  input: string | null,
): InstanceState {
  const started = executionStarted({
    instanceId: state.instanceId,
    executionId: newExecutionId(platform),
    name: state.started.Name,
    input,
    parent: state.started.ParentInstance,
    generation: null,
    timestamp: timestamps(),
  });
  const left = state.inbox.slice(finished.commit.taken).filter((event) => LASTING.includes(event.EventType));
  const next = pendingState(started, [...state.outbox, ...finished.commit.outbox]);
  next.inbox.push(...left);
  return { ...next, status: 'Running', customStatus: finished.commit.customStatus, continued: true };
}
