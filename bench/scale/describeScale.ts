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
const GOAL_PLAN_MIB = 300;

/** The results in Markdown. */
export function describeScale(found: Found): string {
  const { batches, floor, ferry, everySecond, asScripts, times, windows, plan, cost } = found;
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
      atMost('acr-ferry : floor', ferry / floor, GOAL_OVER_FLOOR, 2),
      atLeast('one after another at equal looks : acr-ferry', everySecond / ferry, GOAL_AHEAD, 2),
      atMost('requests of the plan', plan.requests, plan.pages + plan.digests),
      ...(plan.peakMiB === undefined ? [] : [atMost('peak MiB of the plan', plan.peakMiB, GOAL_PLAN_MIB)]),
    ],
  );
  return [ways, goals, planTable(plan), costTable(cost)].join('\n\n');
}

function atMost(name: string, value: number, most: number, digits = 0): string[] {
  return [name, decimal(value, digits), `≤ ${count(most)}`, value <= most ? 'reached' : 'not reached'];
}

function atLeast(name: string, value: number, least: number, digits = 0): string[] {
  return [name, decimal(value, digits), `≥ ${count(least)}`, value >= least ? 'reached' : 'not reached'];
}

function planTable(plan: PlanCost): string {
  return markdownTable(
    ['plan of 1,000 repositories with 100 tags each', ''],
    [
      ['artifacts', count(plan.artifacts)],
      ['batches', count(plan.batches)],
      ['seconds', plan.seconds.toFixed(0)],
      ['pages of listings', count(plan.pages)],
      ['digests', count(plan.digests)],
      ['manifests read', count(plan.manifests)],
      ['requests to the registry', count(plan.requests)],
      ['the same without a token, which it refused', count(plan.challenges)],
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

function decimal(number: number, digits: number): string {
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
