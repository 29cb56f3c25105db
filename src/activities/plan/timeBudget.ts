import type { Clock } from '../../domain/ports/machine';

/** Together with the requests in flight, each of at most 60 s, an activity stays below its 170 s. */
const BUDGET_MS = 90_000;

/** Tells when an activity that does its work in several calls should leave the rest to the next one. */
export function startTimeBudget(machine: Pick<Clock, 'now'>): () => boolean {
  const end = machine.now() + BUDGET_MS;
  return () => machine.now() >= end;
}
