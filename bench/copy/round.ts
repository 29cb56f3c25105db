import { spawnSync } from 'node:child_process';
import { readUsage } from '../measure/usage';
import type { Arena } from './arena';
import type { Contestant, CopyRun } from './job';
import type { Rig } from './rig';
import type { BlobSet } from './sources';

/** One run, and what it cost the storage. */
export interface MeasuredRun extends CopyRun {
  contestant: string;
  mibPerSecond: number;
  /** Of Azurite, meanwhile. */
  storageCpuSeconds?: number;
}

const MIB = 1024 * 1024;

/** Has everybody copy a set once, one after the other, each into an empty container. */
export async function runRound(
  { rig, arena }: { rig: Rig; arena: Arena },
  field: readonly Contestant[],
  set: BlobSet,
): Promise<MeasuredRun[]> {
  const runs: MeasuredRun[] = [];
  for (const contestant of field) runs.push(await measure(rig, arena, contestant, set));
  return runs;
}

export async function measure(rig: Rig, arena: Arena, contestant: Contestant, set: BlobSet): Promise<MeasuredRun> {
  const job = await arena.open(set);
  // Nobody pays for what the one before still had to write to disk.
  spawnSync('sync');
  const before = storageCpu(rig);
  const run = await contestant.copy(job);
  const after = storageCpu(rig);
  await arena.close(job);
  return {
    ...run,
    contestant: contestant.name,
    mibPerSecond: (set.size * set.names.length) / MIB / run.seconds,
    ...(before !== undefined && after !== undefined && { storageCpuSeconds: after - before }),
  };
}

function storageCpu({ azuritePid }: Rig): number | undefined {
  return azuritePid === undefined ? undefined : readUsage(azuritePid)?.cpuSeconds;
}
