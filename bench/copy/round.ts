import { spawnSync } from 'node:child_process';
import { readUsage } from '../measure/usage';
import type { CopierName } from './job';
import type { CopyJobs } from './copyJobs';
import type { Copier, CopyRun } from './job';
import type { BenchStorage } from './benchStorage';
import type { BlobSet } from './sources';

/** One run, and the CPU time that the storage used for it. */
export interface MeasuredRun extends CopyRun {
  copier: CopierName;
  mibPerSecond: number;
  /** Of Azurite, during the run; absent where there is no /proc. */
  storageCpuSeconds?: number;
}

const MIB = 1024 * 1024;

/** Runs each copier once over the same set of blobs, one after the other, each into an empty container. */
export async function runRound(
  { storage, jobs }: { storage: BenchStorage; jobs: CopyJobs },
  copiers: readonly Copier[],
  set: BlobSet,
): Promise<MeasuredRun[]> {
  const runs: MeasuredRun[] = [];
  for (const copier of copiers) runs.push(await measure(storage, jobs, copier, set));
  return runs;
}

export async function measure(
  storage: BenchStorage,
  jobs: CopyJobs,
  copier: Copier,
  set: BlobSet,
): Promise<MeasuredRun> {
  const job = await jobs.open(set);
  // What the copier before still has to write to disk is not part of this run.
  spawnSync('sync');
  const before = storageCpu(storage);
  const run = await copier.copy(job);
  const after = storageCpu(storage);
  await jobs.close(job);
  return {
    ...run,
    copier: copier.name,
    mibPerSecond: (set.size * set.names.length) / MIB / run.seconds,
    ...(before !== undefined && after !== undefined && { storageCpuSeconds: after - before }),
  };
}

function storageCpu({ azuritePid }: BenchStorage): number | undefined {
  return azuritePid === undefined ? undefined : readUsage(azuritePid)?.cpuSeconds;
}
