import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { STACK_NAMES } from '../../local/stackNames';
import { startAppHost } from '../copy/appHost';
import { azCopyCopier, prepareAzCopy, type AzCopy } from '../copy/azcopy';
import { startBenchStorage, type BenchStorage, type Side } from '../copy/benchStorage';
import { createCopyJobs, type CopyJobs } from '../copy/copyJobs';
import type { Copier, CopyRun } from '../copy/job';
import { runWorker } from '../copy/runWorker';
import type { BlobSet } from '../copy/sources';
import { readUsage } from '../measure/usage';
import type { ModelRun } from './modelFlags';
import type { Traffic } from './modelledTraffic';
import { startModel, type Model } from './startModel';

export const MODEL_COPIERS = ['server', 'app', 'azcopy', 'azcopyAuto'] as const;

/** `azcopyAuto` is AzCopy that seeks the best number of connections by itself. */
export type ModelCopier = (typeof MODEL_COPIERS)[number];

/** How a copy went. */
export interface ModelMeasure {
  copier: ModelCopier;
  traffic: Traffic;
  /** Cores' worth of CPU time that the copier and the model used, of the whole run; absent where there is no /proc. */
  copierCores?: number;
  modelCores?: number;
}

export interface ModelMeasures {
  measures: ModelMeasure[];
  azcopyVersion?: string;
  /** Why AzCopy did not run. */
  note?: string;
}

const CONTAINER = 'modelled';
const BLOB = 'blob-00';

/** Copies one blob with each copier, one after the other, each in a model that has forgotten the one before. */
export async function measureModel(folder: string, run: ModelRun, say: (text: string) => void): Promise<ModelMeasures> {
  const real = await startBenchStorage(path.join(folder, 'copy'));
  const model = await startModel(real.certificate);
  try {
    const storage = behindModel(real, model);
    const set: BlobSet = { container: CONTAINER, names: [BLOB], size: run.size };
    const source = { path: `${STACK_NAMES.source.account}/${CONTAINER}/${BLOB}`, bytes: run.size };
    const begin = (): Promise<void> => model.begin(run.settings, run.scale, source);
    await begin();
    const jobs = await createCopyJobs(storage, [set]);
    const azcopy = await prepareAzCopy(path.join(folder, 'tools'), real.certificate.caFile).catch(
      (error: Error) => error,
    );
    const measures: ModelMeasure[] = [];
    for (const copier of MODEL_COPIERS) {
      const measured = await measureOne(copier, { storage, model, jobs, set, begin, azcopy });
      if (!measured) continue;
      say(`${copier}: ${measured.traffic.seconds.toFixed(1)} s of the model, ${measured.traffic.refused} refused`);
      measures.push(measured);
    }
    return azcopy instanceof Error ? { measures, note: azcopy.message } : { measures, azcopyVersion: azcopy.version };
  } finally {
    model.stop();
    await real.stop();
  }
}

interface Bench {
  storage: BenchStorage;
  model: Model;
  jobs: CopyJobs;
  set: BlobSet;
  begin: () => Promise<void>;
  azcopy: AzCopy | Error;
}

async function measureOne(name: ModelCopier, bench: Bench): Promise<ModelMeasure | undefined> {
  const { model, jobs, set, begin } = bench;
  const prepared = await prepareCopier(name, bench);
  if (!prepared) return undefined;
  try {
    const job = await jobs.open(set);
    await begin();
    const cpuBefore = cpuOf(model);
    const copied = await prepared.copier.copy(job);
    const { traffic } = await model.read(`${STACK_NAMES.target.account}/${job.run}/${BLOB}`);
    const cpuAfter = cpuOf(model);
    await jobs.close(job);
    if (!traffic) throw new Error('The model saw no copy.');
    const modelCpu = cpuBefore !== undefined && cpuAfter !== undefined ? cpuAfter - cpuBefore : undefined;
    return { copier: name, traffic, ...coresOf(copied, modelCpu) };
  } finally {
    await prepared.stop?.();
  }
}

async function prepareCopier(
  name: ModelCopier,
  { storage, jobs, azcopy }: Bench,
): Promise<{ copier: Copier; stop?: () => Promise<void> } | undefined> {
  if (name === 'server') return { copier: serverCopier(storage, jobs) };
  if (name === 'app') {
    const app = await startAppHost(storage, jobs);
    return { copier: app, stop: () => app.stop() };
  }
  if (azcopy instanceof Error) return undefined;
  if (name === 'azcopy') return { copier: azCopyCopier(azcopy) };
  return {
    copier: azCopyCopier({ ...azcopy, env: () => ({ ...azcopy.env(), AZCOPY_CONCURRENCY_VALUE: 'AUTO' }) }),
  };
}

/** With as many blocks in flight as all lanes of a transfer have together. */
function serverCopier(storage: BenchStorage, { routesFile }: CopyJobs): Copier {
  return {
    name: 'server',
    copy: (job) =>
      runWorker({ kind: 'direct', strategy: 'server', allLanes: true, routesFile, route: job.run, job }, storage.env)
        .done,
  };
}

/** The same storage, but that source and target are the model's: the app keeps its state in the real one. */
function behindModel(real: BenchStorage, { origin }: Model): BenchStorage {
  const service = (side: Side): string =>
    side === 'state' ? real.service(side) : `${origin}/${STACK_NAMES[side].account}`;
  return {
    ...real,
    service,
    client(side) {
      if (side === 'state') return real.client(side);
      const { account } = STACK_NAMES[side];
      return new BlobServiceClient(
        service(side),
        new StorageSharedKeyCredential(account, real.keys.accounts[account] ?? ''),
      );
    },
  };
}

function cpuOf({ pid }: Model): number | undefined {
  return pid === undefined ? undefined : readUsage(pid)?.cpuSeconds;
}

function coresOf({ seconds, cpuSeconds }: CopyRun, modelCpu: number | undefined) {
  return {
    ...(cpuSeconds !== undefined && { copierCores: cpuSeconds / seconds }),
    ...(modelCpu !== undefined && { modelCores: modelCpu / seconds }),
  };
}
