import { faultsOf, type Day, type Fault } from '../day/day';
import type { Outcome } from '../simulate';
import { unless } from './transfers';

/** What only somebody does who starts something, or who has not ended; as the trace calls it. */
const DONE_BY_THE_LIVING =
  /^(transfers\.(claim|writeReport|writeLatest|writeEnd)|pipelines\.start\w+|slots\.write|ledger\.record|journals\.append),/;
/** What else a request may be refused for. */
const REFUSES: readonly Fault['kind'][] = ['spell', 'kill', 'routeGone', 'routesUnreadable'];
const MOST_SHOWN = 5;

/** Between the second look that said so and the end of the drain nothing is alive, nothing starts, and no run is asked for. */
export function nothingLivesWhileDrained({ day, azure, drained, trace }: Outcome): string[] {
  if (!drained) return [];
  const { at, until, running } = drained;
  const isMeanwhile = (time: number): boolean => time > at && time < until;
  const steps = trace.flatMap((line) => {
    const space = line.indexOf(' ');
    const step = line.slice(space + 1);
    return isMeanwhile(Number(line.slice(0, space))) && DONE_BY_THE_LIVING.test(step) ? [step] : [];
  });
  const runs = mayBeLate(day) ? [] : azure.runs.filter(({ begunAt }) => isMeanwhile(begunAt));
  return [
    ...running.map((id) => `${id} was running`),
    ...steps.slice(0, MOST_SHOWN),
    ...runs.map(({ kind, name }) => `the ${kind} run ${name} was begun`),
  ];
}

/** Who asks for a new transfer meanwhile is told so, unless something else is wrong. */
export function whoAsksIsTold({ day, azure, drained, seen }: Outcome): string[] {
  if (!drained) return [];
  const isExcused = day.faults.some(({ kind }) => REFUSES.includes(kind));
  return seen.flatMap(({ answers }, index) => {
    const createdAt = Date.parse(azure.transfers.records.get(azure.ids[index] ?? '')?.createdAt ?? '');
    // One that was known before is answered as ever.
    if (createdAt <= drained.at) return [];
    const meanwhile = answers.filter(({ askedAt, at }) => askedAt >= drained.at && at < drained.until);
    return meanwhile.flatMap(({ answer: { status, body } }) => {
      const isTold = status === 503 && 'code' in body && body.code === 'draining';
      return unless(isTold || (isExcused && status >= 400), () => `transfer ${index} was answered ${status}`);
    });
  });
}

/** A request that is done when nobody waits for it any more. */
function mayBeLate(day: Day): boolean {
  return faultsOf(day, 'spell').some(({ weather, port }) => weather === 'late' && port === 'pipelines');
}
