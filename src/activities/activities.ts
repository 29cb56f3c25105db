import type { SettingsInvalidError } from '../domain/failures/errors';
import type { Clock } from '../domain/ports/machine';
import { commitBlob } from './copy/commitBlob';
import { copyBlocks } from './copy/copyBlocks';
import { inspectExportedBlob } from './copy/inspectExportedBlob';
import { planCopy } from './copy/planCopy';
import { writeManifest } from './copy/writeManifest';
import type { ActivityDependencies } from './dependencies';
import { recordDelivered } from './ledger/recordDelivered';
import { lookForCancel } from './lookForCancel';
import { cutPlan } from './plan/cutPlan';
import { keepPlan } from './plan/keepPlan';
import { openTransfer } from './plan/openTransfer';
import { planTransfer } from './plan/planTransfer';
import { readManifests } from './plan/readManifests';
import { selectArtifacts } from './plan/selectArtifacts';
import { takeBatch } from './plan/takeBatch';
import { openBatch } from './report/openBatch';
import { partsOfBatch } from './report/partsOfBatch';
import { storeBatchResult } from './report/storeBatchResult';
import { writeReport } from './report/writeReport';
import { checkRun } from './runs/checkRun';
import { startExportRun } from './runs/startExportRun';
import { startImportRun } from './runs/startImportRun';
import { settle, type Settled } from './settle';
import { cleanUp } from './upkeep/cleanUp';
import { verifyArtifacts } from './verify/verifyArtifacts';

/** Every activity, under the name it is registered with. */
const ACTIVITIES = {
  openTransfer,
  lookForCancel,
  planTransfer,
  keepPlan,
  selectArtifacts,
  readManifests,
  cutPlan,
  takeBatch,
  startExportRun,
  checkRun,
  inspectExportedBlob,
  writeManifest,
  planCopy,
  copyBlocks,
  commitBlob,
  startImportRun,
  verifyArtifacts,
  openBatch,
  storeBatchResult,
  partsOfBatch,
  recordDelivered,
  cleanUp,
  writeReport,
};

type Table = typeof ACTIVITIES;

/** What orchestrations know of the activities: their types. */
export type Activities = {
  [Name in keyof Table]: (input: Parameters<Table[Name]>[1]) => Promise<Settled<Awaited<ReturnType<Table[Name]>>>>;
};

/** The activities of an app whose settings have mistakes: each says so, and is worth another try once they are corrected. */
export function refuseActivities(clock: Clock, error: SettingsInvalidError): Activities {
  const refuse = () => Promise.reject(error);
  return Object.fromEntries(Object.keys(ACTIVITIES).map((name) => [name, settle(clock, name, refuse)])) as Activities;
}

/** Gives every activity what it needs; what it throws or answers becomes fit for durable state. */
export function bindActivities(deps: ActivityDependencies): Activities {
  const bound = Object.entries(ACTIVITIES).map(([name, activity]) => {
    const free = activity as (deps: ActivityDependencies, input: unknown) => Promise<unknown>;
    return [name, settle(deps.machine, name, (input: unknown) => free(deps, input))];
  });
  return Object.fromEntries(bound) as Activities;
}
