import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestRecord } from '../../local/admin/requestLog';
import { markdownTable } from '../measure/table';
import { createCopyJobs, type CopyJobs } from './copyJobs';
import type { AzCopy } from './azcopy';
import type { CopyJob } from './job';
import { startBenchStorage, type BenchStorage } from './benchStorage';
import { runTool } from './runTool';
import { runWorker } from './runWorker';
import { writeBlobs, type BlobSet } from './sources';

/** A copy that is killed half-way and resumed. */
interface Interruptible {
  name: string;
  /** Bytes of each of its blocks. */
  blockSize: number;
  begin(job: CopyJob): { kill(): void; ended: Promise<unknown> };
  resume(job: CopyJob): Promise<unknown>;
}

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const LOOK_EVERY_MS = 20;

/** Kills each copy when half of the blob is staged, resumes it, and counts what it sends then. */
export async function measureResume(
  folder: string,
  azcopy: AzCopy | undefined,
  say: (text: string) => void,
): Promise<string> {
  const storage = await startBenchStorage(folder, { gated: true });
  try {
    const blobs = await writeBlobs(storage.client('source').getContainerClient('resume'), 1, SIZE);
    const jobs = await createCopyJobs(storage, [blobs]);
    const rows: string[][] = [];
    for (const copy of [serverCopy(storage, jobs), ...(azcopy ? [azCopyJob(azcopy)] : [])]) {
      rows.push(await interrupt(storage, jobs, blobs, copy));
    }
    const table = markdownTable(
      ['killed at half, then', 'staged MiB', 'missing MiB', 'sent MiB', 'sent again MiB'],
      rows,
    );
    say(`\n${table}`);
    return table;
  } finally {
    await storage.stop();
  }
}

async function interrupt(
  storage: BenchStorage,
  jobs: CopyJobs,
  blobs: BlobSet,
  copy: Interruptible,
): Promise<string[]> {
  const job = await jobs.open(blobs);
  const sent = (): RequestRecord[] =>
    storage.requests?.list({ step: 'storage.PutBlockFromURL', path: `/${job.run}/` }) ?? [];
  const running = copy.begin(job);
  let hasEnded = false;
  const ended = running.ended.catch(() => undefined).then(() => (hasEnded = true));
  while (!hasEnded && sent().length * copy.blockSize < SIZE / 2) await sleep(LOOK_EVERY_MS);
  if (hasEnded)
    throw new Error(
      `${copy.name}: the copy ended before it could be killed at half of the blob, so there is nothing to resume.`,
    );
  running.kill();
  await ended;

  const blob = storage
    .client('target')
    .getContainerClient(job.run)
    .getBlockBlobClient(job.names[0] ?? '');
  const { uncommittedBlocks = [] } = await blob.getBlockList('uncommitted');
  const staged = uncommittedBlocks.reduce((sum, { size }) => sum + Number(size), 0);
  const before = sent().length;
  await copy.resume(job);
  await jobs.close(job);
  const resent = (sent().length - before) * copy.blockSize;
  return [copy.name, staged, SIZE - staged, resent, resent - (SIZE - staged)].map((value) =>
    typeof value === 'number' ? (value / MIB).toFixed(0) : value,
  );
}

function serverCopy(storage: BenchStorage, { routesFile }: CopyJobs): Interruptible {
  const start = (job: CopyJob) =>
    runWorker({ kind: 'direct', strategy: 'server', routesFile, route: job.run, job }, storage.env);
  return {
    name: 'server, run again',
    blockSize: 64 * MIB,
    begin(job) {
      const { kill, done } = start(job);
      return { kill, ended: done };
    },
    resume: (job) => start(job).done,
  };
}

function azCopyJob(azcopy: AzCopy): Interruptible {
  let output = '';
  return {
    name: 'azcopy jobs resume',
    blockSize: 8 * MIB,
    begin(job) {
      let pid: number | undefined;
      const onStart = (started: number): void => void (pid = started);
      const run = runTool(azcopy.program, azcopy.args(job), { env: azcopy.env(), onStart, mayFail: true });
      return {
        kill: () => void (pid !== undefined && process.kill(pid, 'SIGKILL')),
        ended: run.then((ended) => (output = ended.output)),
      };
    },
    resume(job) {
      const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(output)?.[0] ?? '';
      const sas = ['--source-sas', `?${job.sourceSas}`, '--destination-sas', `?${job.targetSas}`];
      return runTool(azcopy.program, ['jobs', 'resume', id, ...sas, '--skip-version-check'], { env: azcopy.env() });
    },
  };
}
