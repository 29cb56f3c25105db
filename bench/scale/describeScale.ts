import { markdownTable } from '../measure/table';
import type { BatchCost } from './batchCost';
import type { ServiceTimes, Windows } from './floor';
import type { PlanCost } from './planCost';

/** All that a run of the bench found. */
export interface Found {
  batches: number;
  floor: number;
  ferry: number;
  everySecond: number;
  asScripts: number;
  cost: BatchCost;
  plan: PlanCost;
  times: ServiceTimes;
  windows: Windows;
}

const GOAL_OVER_FLOOR = 1.15;
const GOAL_AHEAD = 5;

/** The results in Markdown. */
export function describeScale(found: Found): string {
  const { batches, floor, ferry, everySecond, asScripts, times, windows } = found;
  const row = (name: string, seconds: number) => [name, seconds.toFixed(1), (seconds / floor).toFixed(2)];
  const ways = markdownTable(
    [`${batches} batches`, 'seconds', 'of the floor'],
    [
      row('one after another, looking every 30 s', asScripts),
      row('one after another, looking every second', everySecond),
      row('acr-ferry, looking every second', ferry),
      row(
        `floor: ${times.exportSeconds} s in ${windows.exports} slots, then ${times.importSeconds} s in ${windows.imports}`,
        floor,
      ),
    ],
  );
  const goals = markdownTable(
    ['goal', 'found', 'wanted', ''],
    [
      goal('acr-ferry : floor', ferry / floor, `≤ ${GOAL_OVER_FLOOR}`, ferry / floor <= GOAL_OVER_FLOOR),
      goal(
        'one after another at equal looks : acr-ferry',
        everySecond / ferry,
        `≥ ${GOAL_AHEAD}`,
        everySecond / ferry >= GOAL_AHEAD,
      ),
    ],
  );
  return [ways, goals, planTable(found.plan), costTable(found.cost)].join('\n\n');
}

function goal(name: string, value: number, wanted: string, isReached: boolean): string[] {
  return [name, value.toFixed(2), wanted, isReached ? 'reached' : 'not reached'];
}

function planTable(plan: PlanCost): string {
  return markdownTable(
    ['plan of 1,000 repositories with 100 tags each', ''],
    [
      ['artifacts', count(plan.artifacts)],
      ['batches', count(plan.batches)],
      ['seconds', plan.seconds.toFixed(0)],
      ['pages of listings', count(plan.pages)],
      ['manifests read', count(plan.manifests)],
      ['requests to the state container', count(plan.stateTransactions)],
      ['peak MiB', plan.peakMiB?.toFixed(0) ?? '–'],
    ],
  );
}

function costTable(cost: BatchCost): string {
  return markdownTable(
    [`a transfer of one batch of ${cost.artifacts}`, ''],
    [
      ['orchestrations of the batch', count(cost.orchestrations)],
      ['activities of the batch', count(cost.activities)],
      ['events in its histories', count(cost.historyEvents)],
      ['requests to the state container', count(cost.stateTransactions)],
      ['requests to the containers of blobs, of the service too', count(cost.blobTransactions)],
    ],
  );
}

function count(number: number): string {
  return number.toLocaleString('en');
}
