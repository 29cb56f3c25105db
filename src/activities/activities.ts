import type { ActivityDependencies } from './dependencies';
import { createCheckRun } from './checkRun';
import { createCommitBlob } from './commitBlob';
import { createCopyBlocks } from './copyBlocks';
import { createDeleteBlobs } from './deleteBlobs';
import { createDiscardCopy } from './discardCopy';
import { createInspectExportedBlob } from './inspectExportedBlob';
import { createOpenTransfer } from './openTransfer';
import { createPlanCopy } from './planCopy';
import { createPlanTransfer } from './planTransfer';
import { settle } from './settle';
import { createStartExportRun } from './startExportRun';
import { createStartImportRun } from './startImportRun';
import { createVerifyArtifacts } from './verifyArtifacts';
import { createWriteManifest } from './writeManifest';
import { createWriteReport } from './writeReport';

/** Every activity, under the name it is registered with. */
export function createActivities(deps: ActivityDependencies) {
  return {
    openTransfer: settle(createOpenTransfer(deps)),
    planTransfer: settle(createPlanTransfer(deps)),
    startExportRun: settle(createStartExportRun(deps)),
    startImportRun: settle(createStartImportRun(deps)),
    checkRun: settle(createCheckRun(deps)),
    inspectExportedBlob: settle(createInspectExportedBlob(deps)),
    writeManifest: settle(createWriteManifest(deps)),
    planCopy: settle(createPlanCopy(deps)),
    copyBlocks: settle(createCopyBlocks(deps)),
    commitBlob: settle(createCommitBlob(deps)),
    discardCopy: settle(createDiscardCopy(deps)),
    verifyArtifacts: settle(createVerifyArtifacts(deps)),
    deleteBlobs: settle(createDeleteBlobs(deps)),
    writeReport: settle(createWriteReport(deps)),
  };
}

/** What orchestrations know of the activities: their types. */
export type Activities = ReturnType<typeof createActivities>;
