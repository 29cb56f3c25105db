import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestRecord } from '../../local/admin/requestLog';
import { markdownTable } from '../measure/table';
import { createArena, type Arena } from './arena';
import type { AzCopy } from './azcopy';
import type { CopyJob } from './job';
import { startRig, type Rig } from './rig';
import { runTool } from './runTool';
import { runWorker } from './runWorker';
import { writeBlobs, type BlobSet } from './sources';

/** A copy that is killed half-way, and goes on. */
interface Interruptible {
  name: string;
  /** Bytes of its blocks. */
  blockSize: number;
  begin(job: CopyJob): { kill(): void; ended: Promise<unknown> };
  resume(job: CopyJob): Promise<unknown>;
}

const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const LOOK_EVERY_MS = 20;

/** Kills each copy when half of the blob is staged, lets it go on, and counts what it sends then. */
export async function measureResume(
  folder: string,
  azcopy: AzCopy | undefined,
  say: (text: string) => void,
): Promise<string> {
  const rig = await startRig(folder, { gated: true });
  try {
    const blobs = await writeBlobs(rig.client('source').getContainerClient('resume'), 1, SIZE);
    const arena = await createArena(rig, [blobs]);
    const rows: string[][] = [];
    for (const copy of [serverCopy(rig, arena), ...(azcopy ? [azCopyJob(azcopy)] : [])]) {
      rows.push(await interrupt(rig, arena, blobs, copy));
    }
    const table = markdownTable(
      ['killed at half, then', 'staged MiB', 'missing MiB', 'sent MiB', 'sent again MiB'],
      rows,
    );
    say(`\n${table}`);
    return table;
  } finally {
    await rig.stop();
  }
}

async function interrupt(rig: Rig, arena: Arena, blobs: BlobSet, copy: Interruptible): Promise<string[]> {
  const job = await arena.open(blobs);
  const sent = (): RequestRecord[] =>
    rig.requests?.list({ step: 'storage.PutBlockFromURL', path: `/${job.run}/` }) ?? [];
  const running = copy.begin(job);
  let hasEnded = false;
  const ended = running.ended.catch(() => undefined).then(() => (hasEnded = true));
  while (!hasEnded && sent().length * copy.blockSize < SIZE / 2) await sleep(LOOK_EVERY_MS);
  if (hasEnded) throw new Error(`${copy.name}: the copy ended before half of it was seen; nothing can be resumed.`);
  running.kill();
  await ended;

  const blob = rig
    .client('target')
    .getContainerClient(job.run)
    .getBlockBlobClient(job.names[0] ?? '');
  const { uncommittedBlocks = [] } = await blob.getBlockList('uncommitted');
  const staged = uncommittedBlocks.reduce((sum, { size }) => sum + Number(size), 0);
  const before = sent().length;
  await copy.resume(job);
  await arena.close(job);
  const resent = (sent().length - before) * copy.blockSize;
  return [copy.name, staged, SIZE - staged, resent, resent - (SIZE - staged)].map((value) =>
    typeof value === 'number' ? (value / MIB).toFixed(0) : value,
  );
}

function serverCopy(rig: Rig, { routesFile }: Arena): Interruptible {
  const start = (job: CopyJob) =>
    runWorker({ kind: 'engine', strategy: 'server', routesFile, route: job.run, job }, rig.env);
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
