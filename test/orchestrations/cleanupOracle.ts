import { retentionOf } from '../../src/domain/retention/retention';
import { blobUri } from '../../src/domain/route';
import { SOURCE, TARGET } from '../helpers/route';
import type { buildWorld, History, World } from './cleanupWorld';

export type Built = ReturnType<typeof buildWorld>;

const isOlder = (days: number, than: number): boolean => days >= than;

/** Why a run may be removed, told anew: undefined where it must not be. */
function mayRemoveRun(world: World, history: History, kind: 'exportRun' | 'importRun'): boolean {
  const { phase, age, name, blob, pipeline, hasEnd } = history[kind];
  const { runDays, foreignRuns } = retentionOf(world as never);
  if (!hasEnd || (phase !== 'succeeded' && phase !== 'failed')) return false;
  if (name !== 'own') return foreignRuns && pipeline === 'own' && isOlder(age, runDays);
  if (blob !== 'own' || history.record === 'otherRoute') return false;
  if (history.record === 'none') return isOlder(age, Math.max(runDays, 30));
  return history.hasReport && isOlder(age, runDays) && isOlder(history.age, runDays);
}

const isProven = (history: History, outcome: string): boolean =>
  history.record === 'own' &&
  history.hasReport &&
  history.hasResult &&
  history.reportSays === 'same' &&
  history.isRecorded &&
  history.importRunIs !== 'overdue' &&
  history.outcomes.every((each) => each === outcome);

function mayRemoveBlob(world: World, history: History): boolean {
  const { blobDays = Infinity, exportedBlobDays = Infinity } = retentionOf(world as never);
  const isOld = (days: number): boolean => isOlder(history.age, days) && isOlder(history.blobAge, days);
  return (
    (isProven(history, 'delivered') && isOld(blobDays)) || (isProven(history, 'exported') && isOld(exportedBlobDays))
  );
}

function mayRemoveBlocks(world: World, history: History): boolean {
  const { blockDays } = retentionOf(world as never);
  return history.record === 'own' && history.hasReport && isOlder(history.age, blockDays);
}

/** Whether the cleanup is asked to look at the state of a transfer: one of a route that is gone counts where all are asked for. */
const isAsked = ({ isOfAll }: World, { record }: History): boolean =>
  record === 'own' || record === 'otherContainer' || (record === 'otherRoute' && isOfAll);

/** What nobody knows any more whether it was begun goes on; else a transfer goes once nobody needs it. */
function mayRemoveTransfer(
  world: World,
  history: History,
  index: number,
  stays: { blobs: boolean; runs: boolean },
): boolean {
  const { line, record, hasReport, age, exported, copy, manifest, orchestration, retry } = history;
  const { transferDays, historyDays } = retentionOf(world as never);
  if (line === 'none' || !isAsked(world, history)) return false;
  const isNamesake = record === 'otherRoute' && index === 0;
  const hadBlobs = [exported, copy, manifest].some((each) => each !== 'absent');
  // Where its removal was begun, it is looked at when its blobs are gone.
  const hasBlobs = record === 'own' && (line === 'leaving' ? stays.blobs : hadBlobs);
  const hadRuns = [history.exportRun, history.importRun].some(
    ({ name, phase }) => name === 'own' && phase !== 'absent',
  );
  const hasRuns = line === 'leaving' ? stays.runs : hadRuns;
  const isNeeded =
    hasBlobs || hasRuns || isNamesake || orchestration === 'running' || retry === 'open' || retry === 'unplanned';
  return hasReport && isOlder(age, Math.max(transferDays, historyDays)) && !isNeeded;
}

function mayRemoveHistory(world: World, history: History, state: History['child']): boolean {
  const { record, hasReport, age, orchestration } = history;
  if (state !== 'ended') return false;
  if (record === 'none') return world.isOfAll && isOlder(age, 90);
  return (
    isAsked(world, history) &&
    hasReport &&
    orchestration !== 'running' &&
    isOlder(age, retentionOf(world as never).historyDays)
  );
}

/** Exactly what is to be removed, but for the newest runs, of which the oracle knows only that they stay. */
export function removable(world: World, { traces, registries }: Built): string[] {
  return world.histories.flatMap((history, index) => {
    const { blob, manifest, exportRun, importRun } = traces[index] ?? {
      blob: '',
      manifest: '',
      exportRun: '',
      importRun: '',
    };
    const { exported, copy } = history;
    const transferId = traces[index]?.transferId ?? '';
    // Its line alone is left of a transfer whose removal was begun.
    const isLineRemovable = history.line === 'leaving' && history.record === 'none';
    const isBlobRemovable = mayRemoveBlob(world, history);
    const areBlocksRemovable = mayRemoveBlocks(world, history);
    const isDiscardedOld = areBlocksRemovable && isOlder(history.blobAge, retentionOf(world as never).blockDays);
    const isCopyGone =
      copy === 'absent' ||
      (copy === 'same' && isBlobRemovable) ||
      (copy === 'staged' && areBlocksRemovable) ||
      (copy === 'discarded' && isDiscardedOld);
    const isManifestGone =
      history.manifest === 'absent' || (history.manifest === 'same' && isBlobRemovable && isCopyGone);
    const isExportGone = exported === 'absent' || (exported === 'same' && isBlobRemovable);
    const doBlobsStay = !isExportGone || !isCopyGone || !isManifestGone;
    const doRunsStay = (['exportRun', 'importRun'] as const).some((kind) => {
      const { registryName } = kind === 'exportRun' ? SOURCE : TARGET;
      const key = `${registryName}/${kind === 'exportRun' ? exportRun : importRun}`;
      return history[kind].name === 'own' && registries.runs.has(key);
    });
    const stays = { blobs: doBlobsStay, runs: doRunsStay };
    const isTransferRemovable = mayRemoveTransfer(world, history, index, stays);
    return [
      ...['records', 'reports', 'batches'].map((of) => isTransferRemovable && `${of} ${transferId}`),
      (isTransferRemovable || isLineRemovable) && `lines ${transferId}`,
      (isTransferRemovable || mayRemoveHistory(world, history, history.orchestration)) && `histories ${transferId}`,
      mayRemoveHistory(world, history, history.child) && `histories ${transferId}-b-${index}`,
      mayRemoveRun(world, history, 'exportRun') && `${SOURCE.registryName}/${exportRun}`,
      mayRemoveRun(world, history, 'importRun') && `${TARGET.registryName}/${importRun}`,
      exported === 'same' && isBlobRemovable && blobUri(SOURCE, blob),
      copy === 'same' && isBlobRemovable && blobUri(TARGET, blob),
      copy === 'staged' && areBlocksRemovable && `${blobUri(TARGET, blob)} (blocks)`,
      copy === 'discarded' && isDiscardedOld && blobUri(TARGET, blob),
      history.manifest === 'same' && isManifestGone && blobUri(TARGET, manifest),
    ].filter((one) => one !== false);
  });
}
