import { type FaultAction, faultMatches, type FaultRule, type StepInfo } from './faultRule';

/** The faults in force. They end with the process: after a restart there are none. */
export class FaultTable {
  #next = 1;
  readonly #rules = new Map<string, FaultRule>();

  add(rule: FaultRule): string {
    const id = String(this.#next++);
    this.#rules.set(id, { ...rule });
    return id;
  }

  list(): ({ id: string } & FaultRule)[] {
    return [...this.#rules].map(([id, rule]) => ({ id, ...rule }));
  }

  /** Without an id every fault ends. Answers how many there were. */
  remove(id?: string): number {
    if (id !== undefined) return this.#rules.delete(id) ? 1 : 0;
    const count = this.#rules.size;
    this.#rules.clear();
    return count;
  }

  /** The action of the oldest fault that strikes here, counted down; undefined when none does. */
  take(step: string, info: StepInfo): FaultAction | undefined {
    for (const [id, rule] of this.#rules) {
      if (!faultMatches(rule, step, info)) continue;
      if (rule.times === 1) this.#rules.delete(id);
      else if (rule.times > 1) rule.times -= 1;
      return rule.action;
    }
    return undefined;
  }
}
