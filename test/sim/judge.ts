import type { Mutation } from './app/appLife';
import type { Day } from './day/day';
import { findingsOf } from './oracle/invariants';
import { simulate, type Outcome } from './simulate';

/** A day, and what is wrong with it. */
export interface Judged {
  day: Day;
  findings: string[];
  /** Absent where the simulation itself came to no end. */
  outcome?: Outcome;
}

/** Lives through a day and says what is wrong at its end. */
export async function judge(day: Day, mutate?: Mutation): Promise<Judged> {
  try {
    const outcome = await simulate(day, mutate);
    return { day, outcome, findings: findingsOf(outcome) };
  } catch (error) {
    return { day, findings: [`the simulation threw ${error instanceof Error ? error.stack : String(error)}`] };
  }
}
