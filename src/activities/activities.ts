import type { SettingsInvalidError } from '../domain/failures/errors';
import type { Instances } from '../domain/ports/instances';
import type { Clock } from '../domain/ports/machine';
import { digestArrival } from './arrivals/digestArrival';
import { examineArrival } from './arrivals/examineArrival';
import { keepDigest } from './arrivals/keepDigest';
import { listImported } from './arrivals/listImported';
import { lookAtArrival } from './arrivals/lookAtArrival';
import { lookForRegistryRun } from './arrivals/lookForRegistryRun';
import { quarantineArrival } from './arrivals/quarantineArrival';
import { removeArrival } from './arrivals/removeArrival';
import { repairArrival } from './arrivals/repairArrival';
import { commitBlob } from './copy/commitBlob';
import { copyBlocks } from './copy/copyBlocks';
import { inspectExportedBlob } from './copy/inspectExportedBlob';
import { planCopy } from './copy/planCopy';
import { writeExportManifest, writeManifest } from './copy/writeManifest';
import type { ActivityDependencies } from './dependencies';
import { endRebuild } from './ledger/endRebuild';
import { fillLedger } from './ledger/fillLedger';
import { recordDelivered } from './ledger/recordDelivered';
import { lookForCancel } from './lookForCancel';
import { lookForRunning } from './lookForRunning';
import { cutPlan } from './plan/cutPlan';
import { keepPlan } from './plan/keepPlan';
import { openTransfer } from './plan/openTransfer';
import { planTransfer } from './plan/planTransfer';
import { readManifests } from './plan/readManifests';
import { selectArtifacts } from './plan/selectArtifacts';
import { takeBatch } from './plan/takeBatch';
import { keepParts } from './report/keepParts';
import { keepUpkeepFailures } from './report/keepUpkeepFailures';
import { openBatch } from './report/openBatch';
import { partsOfBatch } from './report/partsOfBatch';
import { storeBatchResult } from './report/storeBatchResult';
import { writeReport } from './report/writeReport';
import { checkRun } from './runs/checkRun';
import { lookForNewRole } from './runs/lookForNewRole';
import { lookAtExportPipeline } from './runs/lookAtExportPipeline';
import { lookAtImportPipeline } from './runs/lookAtImportPipeline';
import { startExportRun } from './runs/startExportRun';
import { startImportRun } from './runs/startImportRun';
import { decideBlobs } from './retention/decideBlobs';
import { decideHistories } from './retention/decideHistories';
import { decideRuns } from './retention/decideRuns';
import { decideTransfers } from './retention/decideTransfers';
import { endCleanup } from './retention/endCleanup';
import { findNewestRuns } from './retention/findNewestRuns';
import { forgetCleanups } from './retention/forgetCleanups';
import { removeDecided } from './retention/removeDecided';
import { removeState } from './retention/removeState';
import { settle, type Invocation, type Settled } from './settle';
import { acquireSlot } from './slots/acquireSlot';
import { releaseSlot } from './slots/releaseSlot';
import { acquireTurn } from './turns/acquireTurn';
import { releaseTurn } from './turns/releaseTurn';
import { cleanUp } from './upkeep/cleanUp';
import { confirmExported } from './verify/confirmExported';
import { verifyArtifacts } from './verify/verifyArtifacts';

/** The activities that reach services only, under the names they are registered with. */
const OF_SERVICES = {
  openTransfer,
  lookForCancel,
  planTransfer,
  keepPlan,
  selectArtifacts,
  readManifests,
  cutPlan,
  takeBatch,
  startExportRun,
  lookAtExportPipeline,
  checkRun,
  lookForNewRole,
  inspectExportedBlob,
  writeManifest,
  writeExportManifest,
  planCopy,
  copyBlocks,
  commitBlob,
  lookAtImportPipeline,
  startImportRun,
  verifyArtifacts,
  confirmExported,
  openBatch,
  storeBatchResult,
  partsOfBatch,
  keepParts,
  examineArrival,
  digestArrival,
  keepDigest,
  repairArrival,
  quarantineArrival,
  lookAtArrival,
  lookForRegistryRun,
  listImported,
  removeArrival,
  recordDelivered,
  fillLedger,
  endRebuild,
  cleanUp,
  keepUpkeepFailures,
  writeReport,
  findNewestRuns,
  decideRuns,
  decideBlobs,
  removeDecided,
  forgetCleanups,
  endCleanup,
};

/** Those that reach orchestrations as well, by the durable client that the host gives each of their invocations. */
const OF_INSTANCES = {
  acquireSlot,
  releaseSlot,
  acquireTurn,
  releaseTurn,
  lookForRunning,
  decideHistories,
  decideTransfers,
  removeState,
};

type Table = typeof OF_SERVICES & typeof OF_INSTANCES;

/** Whether the host must give an activity a durable client. */
export function usesInstances(name: string): boolean {
  return name in OF_INSTANCES;
}

/** What orchestrations know of the activities: their types. */
export type Activities = {
  [Name in keyof Table]: (input: Parameters<Table[Name]>[1]) => Promise<Settled<Awaited<ReturnType<Table[Name]>>>>;
};

/** The activities of an app whose settings have mistakes: each says so, and is worth another try once they are corrected. */
export function refuseActivities(clock: Clock, error: SettingsInvalidError): Activities {
  const refuse = () => Promise.reject(error);
  return Object.fromEntries(
    Object.keys({ ...OF_SERVICES, ...OF_INSTANCES }).map((name) => [name, settle(clock, name, refuse)]),
  ) as Activities;
}

/**
 * Gives every activity what it needs; what it throws or answers becomes fit for durable state.
 *
 * @param instancesFor  the orchestrations, by the durable client of an invocation
 */
export function bindActivities(
  deps: ActivityDependencies,
  instancesFor: (invocation: Invocation | undefined) => Instances,
): Activities {
  const bind = <D>(table: object, depsOf: (invocation: Invocation | undefined) => D): [string, unknown][] =>
    Object.entries(table).map(([name, activity]) => {
      const free = activity as (deps: D, input: unknown) => Promise<unknown>;
      const run = (input: unknown, invocation?: Invocation) => free(depsOf(invocation), input);
      return [name, settle(deps.machine, name, run)];
    });
  return Object.fromEntries([
    ...bind(OF_SERVICES, (invocation) => ({ ...deps, ...(invocation && { log: invocation }) })),
    ...bind(OF_INSTANCES, (invocation) => ({ ...deps, instances: instancesFor(invocation) })),
  ]) as Activities;
}
