import { limitOf } from '../../../src/domain/slots/windowSettings';
import type { Run } from '../azure/pipelineRuns';
import { faultsOf, type Fault } from '../day/day';
import type { Outcome } from '../simulate';
import { unless } from './transfers';

/** What has the app give up a run that goes on at the service, or take one over from an orchestration that is gone. */
const LEAVES_RUNS: readonly Fault['kind'][] = [
  ...(['cancel', 'terminated', 'importTerminated', 'hubLost', 'runStalls', 'runVanishes', 'runBabbles'] as const),
];
/** Seconds for which a slot is tried to be given back, and a request that hangs may hold that up. */
const RELEASE_SECONDS = 600;

export function everyRunHasASlot({ azure, day }: Outcome): string[] {
  // A request that is done after its step has given up.
  if (faultsOf(day, 'spell').some(({ weather }) => weather === 'late')) return [];
  return azure.withoutSlot.map(({ kind, name }) => `the ${kind} run ${name} began without one`);
}

/** As the service counts: what the app has seen end, has ended. */
export function windowsAreKept({ azure, day, endedAt }: Outcome): string[] {
  const leaves = day.faults.some(({ kind }) => LEAVES_RUNS.includes(kind));
  const refused = faultsOf(day, 'spell').some(({ weather, port }) => weather === 'denied' && port === 'pipelines');
  if (leaves || refused) return [];
  const isAtWork = (run: Run, at: number): boolean => run.begunAt <= at && at < (run.endedAt ?? endedAt);
  return azure.runs.flatMap(({ kind, end, begunAt }) => {
    const atWork = azure.runs.filter(
      (run) => run.kind === kind && run.end.registryId === end.registryId && isAtWork(run, begunAt),
    );
    const limit = limitOf(day.settings.windows, kind);
    return unless(atWork.length <= limit, () => `${atWork.length} ${kind} runs at ${end.registryName}, of ${limit}`);
  });
}

export function noSlotIsLeft({ azure, day }: Outcome): string[] {
  // What could not be given back in time waits for whoever looks for the dead.
  const away = faultsOf(day, 'spell').filter(({ port }) => port === 'slots' || port === 'transfers');
  const down = faultsOf(day, 'kill').map(({ downSeconds }) => downSeconds);
  const bad = [...away.map(({ seconds, retryAfterSeconds = 0 }) => seconds + retryAfterSeconds), ...down].reduce(
    (sum, seconds) => sum + seconds,
    0,
  );
  if (away.length > 0 && bad > RELEASE_SECONDS / 2) return [];
  // Who was lost with the hub gives nothing back: its slot is for the next one that asks.
  const areLost = faultsOf(day, 'hubLost').length > 0;
  return azure.slots
    .all()
    .flatMap(({ holders, waiters }) => [
      ...(areLost ? [] : holders).map(({ run }) => `${run} holds one`),
      ...waiters.map(({ run }) => `${run} waits for one`),
    ]);
}
