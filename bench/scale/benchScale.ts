import { loadavg } from 'node:os';
import path from 'node:path';
import { STACK_NAMES } from '../../local/stackNames';
import { describeMachine } from '../measure/machine';
import { writeResults } from '../measure/resultsFile';
import { measureBatchCost } from './batchCost';
import { describeScale, type Found } from './describeScale';
import { floorSeconds, type ServiceTimes, type Windows } from './floor';
import { transferOneAfterAnother } from './oneAfterAnother';
import { measurePlan, type PlanCost } from './planCost';
import { startScaleStack, type ScaleStack } from './scaleStack';
import { tinyImage } from './tinyImages';

/** The last line of `--json`. */
export interface ScaleSummary {
  batches: number;
  floorSeconds: number;
  acrFerrySeconds: number;
  /** One batch after another, with the polls of acr-ferry. */
  sequentialSeconds: number;
  planRequests: number;
  planPages: number;
  planPeakMiB: number | null;
}

interface Options {
  folder: string;
  quick: boolean;
  say: (text: string) => void;
}

const BATCHES = 20;
const TIMES: ServiceTimes = { exportSeconds: 6, importSeconds: 6 };
const WINDOWS: Windows = { exports: 10, imports: 5 };
const POLL_SECONDS = 1;
const POLL_SECONDS_OF_SCRIPTS = 30;
/** Of the ways that take one batch after another, a quick run measures as many batches. */
const QUICK_BATCHES = { everySecond: 3, asScripts: 1 };
const PLANNED = { repositories: 1_000, tagsEach: 100, digestsEach: 100 };
/** A quick run reads fewer manifests: the tags of a repository share these. */
const QUICK_DIGESTS = 10;
const POLLING = { FERRY_POLL_FIRST_SECONDS: String(POLL_SECONDS), FERRY_POLL_MAX_SECONDS: String(POLL_SECONDS) };
const EVERYTHING = { select: { rules: [{ repositories: ['scale/**'] }] } };

export async function benchScale({ folder, quick, say }: Options): Promise<ScaleSummary> {
  const machine = await describeMachine();
  const load = (loadavg()[0] ?? 0).toFixed(1);
  say(`${machine}; load ${load} at the start\n`);
  const cost = await costOfBatch(path.join(folder, 'cost'));
  const shape = quick ? { ...PLANNED, digestsEach: QUICK_DIGESTS } : PLANNED;
  const planAll = async (): Promise<PlanCost> => {
    const { repositories, tagsEach, digestsEach } = shape;
    say(`planning ${repositories} repositories of ${tagsEach} tags, each with ${digestsEach} digests`);
    return measurePlan(path.join(folder, 'plan'), shape);
  };
  const { plan, ...timed } = await timeBatches(path.join(folder, 'stack'), quick, say, planAll);
  const found: Found = { ...timed, cost, plan, times: TIMES, windows: WINDOWS };
  const text = describeScale(found);
  say(`\n${text}\n`);
  if (!quick) await writeResults('scale', `${machine}, load ${load} when it began.\n\n${text}`);
  const { floor, ferry, everySecond, batches } = timed;
  return {
    batches,
    floorSeconds: floor,
    acrFerrySeconds: rounded(ferry),
    sequentialSeconds: rounded(everySecond),
    planRequests: plan.requests,
    planPages: plan.pages,
    planPeakMiB: plan.peakMiB === undefined ? null : Math.round(plan.peakMiB),
  };
}

/** @param planAll  may take its time beside the way that looks every half minute: that waits nearly all the time */
async function timeBatches(folder: string, quick: boolean, say: Options['say'], planAll: () => Promise<PlanCost>) {
  const scale = await startScaleStack(folder, { env: POLLING });
  try {
    await scale.admin('PUT', 'settings', TIMES);
    await scale.fill(Array.from({ length: BATCHES }, (_, number) => tinyImage(number)));
    const batches = await planBatches(scale);
    say(`${batches.length} batches of ${batches.flat().length} artifacts`);
    const floor = floorSeconds(batches.length, TIMES, WINDOWS);
    const ferry = await transferByFerry(scale, batches.flat().length);
    say(`acr-ferry: ${ferry.toFixed(1)} s; the floor is ${floor} s`);

    const some = (count: number) => (quick ? batches.slice(0, count) : batches);
    const oneByOne = async (count: number, pollSeconds: number): Promise<number> => {
      const measured = some(count);
      const seconds = await transferOneAfterAnother(scale.stack, measured, pollSeconds);
      const whole = (seconds / measured.length) * batches.length;
      const extrapolated = quick ? `, extrapolated from ${measured.length} of ${batches.length} batches` : '';
      say(`one after another, looking every ${pollSeconds} s: ${whole.toFixed(1)} s${extrapolated}`);
      return whole;
    };
    // They share no run.
    const [asScripts, [everySecond, plan]] = await Promise.all([
      oneByOne(QUICK_BATCHES.asScripts, POLL_SECONDS_OF_SCRIPTS),
      oneByOne(QUICK_BATCHES.everySecond, POLL_SECONDS).then(async (seconds) => [seconds, await planAll()] as const),
    ]);
    return { batches: batches.length, floor, ferry, everySecond, asScripts, plan };
  } finally {
    await scale.stop();
  }
}

/** The names in each of the batches that acr-ferry would make. */
async function planBatches({ api }: ScaleStack): Promise<string[][]> {
  const url = await api.start({ route: STACK_NAMES.route, ...EVERYTHING, dryRun: true }, 'the plan');
  const { planUrl, state } = await api.follow(url, () => undefined);
  if (state !== 'planned' || planUrl === undefined) throw new Error(`The dry run ended as ${state}.`);
  const batches = new Map<string, string[]>();
  for (const { artifact, batch } of await api.planOf(new URL(planUrl, url).href)) {
    batches.set(batch, [...(batches.get(batch) ?? []), artifact]);
  }
  return [...batches.values()];
}

/** From the request to the report. */
async function transferByFerry({ api }: ScaleStack, artifacts: number): Promise<number> {
  const url = await api.start({ route: STACK_NAMES.route, ...EVERYTHING }, 'the transfer');
  const { state, createdAt, report } = await api.follow(url, () => undefined);
  const delivered = report?.totals?.outcomes.delivered;
  if (state !== 'succeeded' || delivered !== artifacts)
    throw new Error(`The transfer ended as ${state}, with ${delivered ?? 0} of ${artifacts} artifacts delivered.`);
  return (Date.parse(report?.finishedAt ?? '') - Date.parse(createdAt)) / 1000;
}

async function costOfBatch(folder: string) {
  const scale = await startScaleStack(folder, { storageGate: true, env: POLLING });
  try {
    await scale.admin('PUT', 'settings', TIMES);
    return await measureBatchCost(scale);
  } finally {
    await scale.stop();
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
