import path from 'node:path';
import { forkTypeScript } from '../../helpers/forkTypeScript';
import type { DaysOrder, DaysReport } from './daysProcess';
import type { SimOptions } from './options';
import { addTo, type Tally } from './tally';

interface Progress {
  total: Tally;
  /** The first failing day that was heard of. */
  failed?: NonNullable<DaysReport['failed']>;
}

const DAYS_AT_ONCE = 20;

/** Deals seeds out to as many processes; ends with the last seed, the first failing day, or when `mayGoOn` says no. */
export async function runSeeds(
  { from, seeds, workers, ...how }: Pick<SimOptions, 'from' | 'seeds' | 'workers' | 'shrinks' | 'exportOnly'>,
  { mayGoOn, onProgress }: { mayGoOn: () => boolean; onProgress: (progress: Progress) => void },
): Promise<Progress> {
  const progress: Progress = { total: {} };
  let next = from;
  const deal = (): number[] => {
    if (progress.failed || !mayGoOn()) return [];
    const count = Math.min(DAYS_AT_ONCE, from + seeds - next);
    next += count;
    return Array.from({ length: count }, (_, step) => next - count + step);
  };
  const heard = ({ tally, failed }: DaysReport): void => {
    addTo(progress.total, tally);
    if (failed && (progress.failed === undefined || progress.failed.seed === failed.seed)) progress.failed = failed;
    onProgress(progress);
  };
  await Promise.all(Array.from({ length: workers }, () => work(() => ({ seeds: deal(), ...how }), heard)));
  return progress;
}

function work(deal: () => DaysOrder, heard: (report: DaysReport) => void): Promise<void> {
  const child = forkTypeScript(path.join(__dirname, 'daysProcess.ts'));
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const order = deal();
      if (order.seeds.length > 0) child.send(order);
      else child.disconnect();
    };
    child.on('message', (report: DaysReport) => {
      heard(report);
      if (!report.failed || report.failed.shrunk !== undefined) give();
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`A process of the simulation ended with ${code}.`)),
    );
    give();
  });
}
