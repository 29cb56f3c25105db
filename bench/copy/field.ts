import path from 'node:path';
import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import type { AppHost } from './appHost';
import type { Arena } from './arena';
import { azCopyContestant, prepareAzCopy, type AzCopy } from './azcopy';
import type { BareOptions } from './bareLoop';
import type { Contestant } from './job';
import { findRclone, rcloneContestant, type Rclone } from './rclone';
import type { Rig } from './rig';
import { runWorker } from './runWorker';

/** The order in which they run, and in which tables list them. */
export const CONTESTANTS = ['server', 'relay', 'app', 'azcopy', 'rclone', 'floor'] as const;

export type ContestantName = (typeof CONTESTANTS)[number];

/** The tools of others that are here to be compared with, and why one is not. */
export interface Tools {
  azcopy: AzCopy | undefined;
  rclone: Rclone | undefined;
  notes: string[];
}

/** Looks for the tools of others; AzCopy is installed below `folder`. */
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

/** Everybody who copies in one arena; who cannot is left out. */
export function createField(options: {
  rig: Rig;
  arena: Arena;
  tools: Tools;
  app?: AppHost;
  floor: BareOptions;
}): Contestant[] {
  const { rig, arena, tools, app, floor } = options;
  return [
    engineContestant('server', rig, arena),
    engineContestant('relay', rig, arena),
    ...(app ? [app] : []),
    ...(tools.azcopy ? [azCopyContestant(tools.azcopy)] : []),
    ...(tools.rclone ? [rcloneContestant(tools.rclone)] : []),
    bareContestant(rig, floor),
  ];
}

export function engineContestant(strategy: CopyStrategyName, rig: Rig, { routesFile }: Arena): Contestant {
  return {
    name: strategy,
    copy: (job) => runWorker({ kind: 'engine', strategy, routesFile, route: job.run, job }, rig.env).done,
  };
}

export function bareContestant(rig: Rig, options: BareOptions): Contestant {
  return { name: 'floor', copy: (job) => runWorker({ kind: 'bare', options, job }, rig.env).done };
}
