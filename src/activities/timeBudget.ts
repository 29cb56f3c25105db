import type { Clock } from '../domain/ports/machine';

/** Together with the requests in flight, each of at most 60 s, an activity stays below its 170 s. */
const BUDGET_MS = 90_000;

/** Tells when an activity that does its work in several calls should leave the rest to the next one. */
export function startTimeBudget(machine: Pick<Clock, 'now'>, budgetMs = BUDGET_MS): () => boolean {
  const end = machine.now() + budgetMs;
  return () => machine.now() >= end;
}

/** How far an activity has come that does its work in several calls: its time is not up before it has found something out. */
export interface Progress {
  hasFound: boolean;
  /** Notes that something was found out that the next call need not find out again. */
  note(): void;
  isTimeUp(): boolean;
}

export function startProgress(machine: Pick<Clock, 'now'>): Progress {
  const isBudgetSpent = startTimeBudget(machine);
  return {
    hasFound: false,
    note() {
      this.hasFound = true;
    },
    isTimeUp() {
      return this.hasFound && isBudgetSpent();
    },
  };
}
