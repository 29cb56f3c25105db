import { availableParallelism } from 'node:os';
import { judge } from '../judge';
import { describe, describeShrunk } from './describe';
import { readOptions, USAGE, type SimOptions } from './options';
import { runSeeds } from './runSeeds';
import { describeTally } from './tally';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const PROGRESS_MS = 5_000;

/** Many days, on all cores. @returns whether all of them were good */
async function liveThroughSeeds({ timeLimit = Infinity, ...options }: SimOptions): Promise<boolean> {
  const { from, seeds, workers, shrinks } = options;
  const begun = Date.now();
  const seconds = (): number => Math.round((Date.now() - begun) / 1000);
  say(`${seeds} days from seed ${from} on, ${workers} processes`);
  let shown = begun;
  let isTold = false;
  const { total, failed } = await runSeeds(options, {
    mayGoOn: () => seconds() < timeLimit,
    onProgress: (progress) => {
      if (progress.failed && !isTold) say(`${progress.failed.found}${shrinks ? '\nCutting it down …' : ''}`);
      isTold = progress.failed !== undefined;
      if (Date.now() - shown < PROGRESS_MS || isTold) return;
      shown = Date.now();
      say(`${progress.total['days']} of ${seeds} days, ${seconds()} s`);
    },
  });
  if (failed?.shrunk) say(failed.shrunk);
  say(
    `${describeTally(total)}\n${total['days'] ?? 0} days in ${seconds()} s, ${failed ? 'one of them bad' : 'all of them good'}`,
  );
  return failed === undefined;
}

/** One day, as it is given. @returns whether it was a good one */
async function liveThrough(day: NonNullable<SimOptions['day']>): Promise<boolean> {
  const judged = await judge(day);
  const isGood = judged.findings.length === 0;
  say(isGood ? `Seed ${day.seed}: a good day, ${judged.outcome?.trace.length} steps` : describe(judged));
  if (!isGood) say(await describeShrunk(judged));
  return isGood;
}

void (async () => {
  try {
    const options = readOptions(process.argv.slice(2), { cores: availableParallelism(), random: Math.random });
    const isGood = await (options.day ? liveThrough(options.day) : liveThroughSeeds(options));
    process.exitCode = isGood ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 2;
  }
})();
