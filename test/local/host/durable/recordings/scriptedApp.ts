import { EventEmitter, once } from 'node:events';
import type { DurableInvoker, RpcValue } from '../../../../../local/host/durable/taskHub';
import type { IdMap } from './comparable';
import { scheduledActivities, thrownValue, wireValue, type RecordedTurn } from './recording';

interface EntityTurn {
  batch: unknown[];
}

interface EntityOutput {
  results: unknown[];
}

/** An app that answers as the recorded one did, and notes what it was asked. */
export class ScriptedApp implements DurableInvoker {
  /** Trigger inputs of orchestrators, in the order in which they were invoked. */
  readonly invoked: { instanceId: string; input: string }[] = [];
  /** What activities and entities were asked, next to what was recorded. */
  readonly asked: { actual: unknown; recorded: unknown }[] = [];
  private readonly orchestrations: RecordedTurn[];
  private readonly activities: RecordedTurn[];
  private readonly entities: RecordedTurn[];
  private readonly activityIds = new Map<string, number[]>();
  private readonly released: string[] = [];
  private readonly signals = new EventEmitter().setMaxListeners(0);

  constructor(
    turns: RecordedTurn[],
    private readonly ids: IdMap,
  ) {
    this.orchestrations = turns.filter((turn) => turn.trigger === 'orchestrationTrigger');
    this.activities = turns.filter((turn) => turn.trigger === 'activityTrigger');
    this.entities = turns.filter((turn) => turn.trigger === 'entityTrigger');
    for (const { instanceId } of this.orchestrations) {
      const own = this.orchestrations.filter((turn) => turn.instanceId === instanceId);
      this.activityIds.set(instanceId, scheduledActivities(own));
    }
  }

  /** Recorded invocations that have not happened. */
  left(): string[] {
    return [...this.orchestrations, ...this.activities, ...this.entities].map((turn) => turn.function);
  }

  /** The recorded entity turn that comes next. */
  nextEntityTurn(): RecordedTurn | undefined {
    return this.entities[0];
  }

  /** Lets an activity of an instance end. */
  release(instanceId: string, taskId: number): void {
    this.released.push(`${instanceId}/${taskId}`);
    this.signals.emit('released');
  }

  runOrchestrator(name: string, actualId: string, input: string): Promise<RpcValue> {
    const instanceId = this.ids.toRecorded(actualId);
    this.invoked.push({ instanceId, input });
    const turn = this.take(this.orchestrations, (other) => other.instanceId === instanceId);
    this.asked.push({ actual: name, recorded: turn.function });
    return Promise.resolve().then(() => answer(turn));
  }

  async runActivity(name: string, actualId: string, input: RpcValue): Promise<RpcValue> {
    const instanceId = this.ids.toRecorded(actualId);
    const id = this.activityIds.get(instanceId)?.shift();
    const text = JSON.stringify(input);
    const turn = this.take(
      this.activities,
      (other) =>
        other.instanceId === instanceId &&
        other.function === name &&
        JSON.stringify(wireValue(other.rawTriggerInput)) === text,
    );
    while (!this.released.includes(`${instanceId}/${id}`)) await once(this.signals, 'released');
    this.released.splice(this.released.indexOf(`${instanceId}/${id}`), 1);
    return answer(turn);
  }

  /** Several recorded turns may come as one: whether messages arrive together is a matter of time. */
  runEntity(_name: string, _entityId: string, triggerInput: string): Promise<RpcValue> {
    const { batch, ...rest } = JSON.parse(triggerInput) as EntityTurn;
    const turns: RecordedTurn[] = [];
    const recordedBatch = (): unknown[] => turns.flatMap((turn) => (turn.rawTriggerInput.json as EntityTurn).batch);
    while (recordedBatch().length < batch.length) turns.push(this.take(this.entities, () => true));
    const recordedRest = turns[0]!.rawTriggerInput.json as EntityTurn;
    this.asked.push({ actual: { ...rest, batch }, recorded: { ...recordedRest, batch: recordedBatch() } });
    const outputs = turns.map((turn) => turn.rawOutput!.json as EntityOutput);
    const results = outputs.flatMap((output) => output.results);
    return Promise.resolve({ rpcType: 'json', value: JSON.stringify({ ...outputs.at(-1), results }) });
  }

  has(_kind: string, name: string): boolean {
    return !name.startsWith('noSuch');
  }

  private take(turns: RecordedTurn[], matches: (turn: RecordedTurn) => boolean): RecordedTurn {
    const index = turns.findIndex(matches);
    if (index < 0) throw new Error('An invocation that was not recorded.');
    return turns.splice(index, 1)[0]!;
  }
}

function answer(turn: RecordedTurn): RpcValue {
  if (turn.thrown) throw thrownValue(turn.thrown);
  return wireValue(turn.rawOutput);
}
