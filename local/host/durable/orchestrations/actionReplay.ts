import { ActionType, type Action } from './actions';
import type { Execution } from './execution';
import { jsonText, activityInput } from '../history/values';
import { addMilliseconds, fromTicks, toMilliseconds, toTicks } from '../history/timestamps';
import { LONG_TIMER_INTERVAL_MS, MAXIMUM_SHORT_TIMER_MS } from './orchestrationTrigger';

/** Thrown inside a replay by an action that can never be started: the execution waits for ever. */
class NeverStarts extends Error {}

type Done = () => void;

/** Replays an answer's actions in their order: starts one, waits for it, then the next. Errors of actions are ignored. */
export class ActionReplay {
  /** Every action of the list has been waited for. */
  finished = false;
  /** JSON text of the next execution's input, when the orchestrator continues as new. */
  continuesWith: { input: string | null } | undefined;
  private index = 0;

  constructor(
    private readonly actions: Action[],
    private readonly execution: Execution,
    private readonly known: (kind: 'activity' | 'orchestration', name: string) => boolean,
  ) {}

  /** Goes on with the list as far as it gets. */
  proceed(): void {
    while (this.index < this.actions.length) {
      let ended = false;
      let inLoop = true;
      try {
        this.start(this.actions[this.index++]!, () => {
          ended = true;
          if (!inLoop) this.proceed();
        });
      } catch (error) {
        if (error instanceof NeverStarts) return;
        throw error;
      }
      inLoop = false;
      if (!ended) return;
    }
    this.finished = true;
  }

  private start(action: Action, done: Done): void {
    switch (action.actionType) {
      case ActionType.activity:
        return this.startActivity(action, done);
      case ActionType.activityWithRetry:
        return this.startAttempt(action, 1, (ended) => this.startActivity(action, ended), done);
      case ActionType.subOrchestration:
        return this.startChild(action, done);
      case ActionType.subOrchestrationWithRetry:
        return this.startAttempt(action, 1, (ended) => this.startChild(action, ended), done);
      case ActionType.timer:
        return this.startTimer(action, done);
      case ActionType.externalEvent:
        return this.execution.waitForEvent(action.externalEventName ?? '', done);
      case ActionType.callEntity:
        return this.execution.waitForEvent(this.send(action, false), done);
      case ActionType.signalEntity:
      case ActionType.scheduledSignal:
        this.send(action, true);
        return done();
      case ActionType.continueAsNew:
        this.continuesWith = { input: continuedInput(action.input) };
        return done();
      case ActionType.whenAny:
      case ActionType.whenAll:
        return this.startAll(action, done);
      default:
        throw new Error(
          `The built-in Functions host cannot do the action type ${action.actionType} that the orchestrator asked for. ` +
            'Run the app on the Azure Functions host, or do this work in an activity.',
        );
    }
  }

  private startActivity(action: Action, done: (failed: boolean) => void): void {
    const name = action.functionName ?? '';
    this.mustBeKnown('activity', name);
    this.execution.startActivity(name, activityInput(action.input), done);
  }

  private startChild(action: Action, done: (failed: boolean) => void): void {
    const name = action.functionName ?? '';
    this.mustBeKnown('orchestration', name);
    this.execution.startChild(name, action.instanceId, jsonText(action.input), done);
  }

  /** After every failed attempt comes a timer, after the last one too: JavaScript counts on it. */
  private startAttempt(
    action: Action,
    attempt: number,
    run: (ended: (failed: boolean) => void) => void,
    done: Done,
  ): void {
    const options = action.retryOptions!;
    run((failed) => {
      if (!failed) return done();
      const isLast = attempt >= options.maxNumberOfAttempts;
      const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (attempt - 1);
      const wait = isLast ? 0 : Math.min(grown, options.maxRetryIntervalInMilliseconds ?? Infinity);
      this.execution.startTimer(addMilliseconds(this.execution.now, wait), false, () => {
        if (isLast) return done();
        this.startAttempt(action, attempt + 1, run, done);
      });
    });
  }

  private startTimer(action: Action, done: Done): void {
    const fireAt = fromTicks(toTicks(action.fireAt!));
    const isLong = toMilliseconds(fireAt) - toMilliseconds(this.execution.now) > MAXIMUM_SHORT_TIMER_MS;
    if (isLong && !action.isCanceled) return this.startLongTimer(fireAt, done);
    this.execution.startTimer(fireAt, action.isCanceled === true, done);
  }

  private startLongTimer(fireAt: string, done: Done): void {
    const left = toMilliseconds(fireAt) - toMilliseconds(this.execution.now);
    const next = left > MAXIMUM_SHORT_TIMER_MS ? addMilliseconds(this.execution.now, LONG_TIMER_INTERVAL_MS) : fireAt;
    this.execution.startTimer(next, false, () => {
      if (toTicks(fireAt) > toTicks(this.execution.now)) return this.startLongTimer(fireAt, done);
      done();
    });
  }

  private startAll(action: Action, done: Done): void {
    const children = action.compoundActions ?? [];
    let left = action.actionType === ActionType.whenAny ? Math.min(1, children.length) : children.length;
    if (left === 0) return done();
    for (const child of children) {
      let ended = false;
      this.start(child, () => {
        if (ended) return;
        ended = true;
        if (--left === 0) done();
      });
    }
  }

  private send(action: Action, signal: boolean): string {
    return this.execution.sendToEntity(action.instanceId ?? '', {
      operation: action.operation ?? '',
      input: jsonText(action.input),
      signal,
      ...(action.actionType === ActionType.scheduledSignal && action.fireAt ? { notBefore: action.fireAt } : {}),
    });
  }

  private mustBeKnown(kind: 'activity' | 'orchestration', name: string): void {
    if (!this.execution.isInHistory() && !this.known(kind, name)) throw new NeverStarts(name);
  }
}

/** A string is JSON-encoded once already by durable-functions; anything else is encoded here. */
function continuedInput(input: unknown): string | null {
  return typeof input === 'string' ? input : jsonText(input);
}
