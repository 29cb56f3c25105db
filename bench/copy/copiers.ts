import path from 'node:path';
import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import type { AppHost } from './appHost';
import type { CopyJobs } from './copyJobs';
import { azCopyCopier, prepareAzCopy, type AzCopy } from './azcopy';
import type { BareLoopOptions } from './bareLoop';
import type { Copier } from './job';
import { findRclone, rcloneCopier, type Rclone } from './rclone';
import type { BenchStorage } from './benchStorage';
import { runWorker } from './runWorker';

/** Other projects' tools that can run on this machine, and why one cannot. */
export interface Tools {
  azcopy: AzCopy | undefined;
  rclone: Rclone | undefined;
  notes: string[];
}

/** Looks for other projects' tools; AzCopy is installed below `folder`. */
export async function prepareTools(folder: string, caFile: string): Promise<Tools> {
  const notes: string[] = [];
  const orNote = async <T>(preparing: Promise<T>): Promise<T | undefined> => {
    try {
      return await preparing;
    } catch (error) {
      notes.push((error as Error).message);
      return undefined;
    }
  };
  const azcopy = await orNote(prepareAzCopy(path.join(folder, 'tools'), caFile));
  const rclone = await orNote(findRclone(caFile));
  return { azcopy, rclone, notes };
}

/** Every copier that can run here, in the order of `COPIER_NAMES`. */
export function createCopiers(options: {
  storage: BenchStorage;
  jobs: CopyJobs;
  tools: Tools;
  app?: AppHost;
  bareLoop: BareLoopOptions;
}): Copier[] {
  const { storage, jobs, tools, app, bareLoop } = options;
  return [
    directCopier('server', storage, jobs),
    directCopier('relay', storage, jobs),
    ...(app ? [app] : []),
    ...(tools.azcopy ? [azCopyCopier(tools.azcopy)] : []),
    ...(tools.rclone ? [rcloneCopier(tools.rclone)] : []),
    bareLoopCopier(storage, bareLoop),
  ];
}

export function directCopier(strategy: CopyStrategyName, storage: BenchStorage, { routesFile }: CopyJobs): Copier {
  return {
    name: strategy,
    copy: (job) => runWorker({ kind: 'direct', strategy, routesFile, route: job.run, job }, storage.env).done,
  };
}

export function bareLoopCopier(storage: BenchStorage, options: BareLoopOptions): Copier {
  return { name: 'bareLoop', copy: (job) => runWorker({ kind: 'bare', options, job }, storage.env).done };
}
