import type { FailureCode } from '../../../src/domain/failures/codes';
import { FOREIGN } from '../azure/blobFaults';
import { faultsOf, type Day } from '../day/day';
import type { Outcome } from '../simulate';
import { isBeyondSight, runsOf } from './effects';
import { badSeconds } from './patience';
import { eachTransfer, unless, type EndedTransfer } from './transfers';

/** What is tried for so long at clean-up is given up, and told (docs/reliability.md). */
const CLEAN_UP_SECONDS = 600;
const SLACK_SECONDS = 400;

/**
 * No blob is deleted while a run may read it, unless all that it holds is proven to be there already; nor, once an import run
 * was begun, the export before everything that it holds has arrived.
 */
export function blobsOutliveTheirUse(outcome: Outcome): string[] {
  const { azure } = outcome;
  return eachTransfer(outcome, (transfer) => {
    const { id, target, report } = transfer;
    const removals = azure.noted.writes.filter(({ what, name }) => what === 'remove' && name.includes(id));
    const imports = runsOf(outcome, transfer).filter(
      (run) => run.kind === 'import' && !isBeyondSight(outcome, transfer, run),
    );
    const early = removals.filter(({ at, name }) =>
      imports.some((run) => name === run.blobName && at > run.begunAt && at < (run.endedAt ?? 0)),
    );
    const exported = removals.filter(({ end }) => end.registryName === azure.source.registryName);
    const tooSoon = exported.flatMap(({ at, name }) => {
      if (!imports.some(({ blobName }) => blobName === name)) return [];
      const held = withParts(report).find(({ blob }) => blob === name)?.artifacts ?? [];
      const planned = report.artifacts.filter(({ artifact }) => held.includes(artifact));
      return planned.filter(
        ({ artifact, sourceDigest = '' }) => !azure.history.everHad(target, artifact, sourceDigest, at),
      );
    });
    return [
      ...unless(
        early.length === 0 || report.outcome === 'succeeded',
        () => `${early[0]?.name} was deleted under the import run`,
      ),
      ...unless(
        tooSoon.length === 0,
        () => `the export was deleted before ${tooSoon.map(({ artifact }) => artifact).join()} arrived`,
      ),
    ];
  });
}

/** What is left in the containers is named by the report. */
export function nothingStaysUnsaid(outcome: Outcome): string[] {
  const { azure } = outcome;
  const lateWrites = azure.bites.some(({ spell }) => spell.weather === 'late');
  return eachTransfer(outcome, (transfer) => {
    const { report, id } = transfer;
    const told = JSON.stringify([report.batches, report.cleanUpFailures ?? []]);
    const left = azure.storage.left().filter(({ uri }) => uri.includes(id));
    const unsaid = left.filter(({ uri, metadata, isStaged }) => {
      if (metadata?.[FOREIGN] !== undefined || lateWrites) return false;
      if (isStaged) return report.cleanUpFailures === undefined && !mayKeepBlocks(outcome, transfer);
      const name = uri.slice(uri.lastIndexOf('/') + 1).replace(/\.manifest\.json$/, '');
      const own = withParts(report).find(({ blob }) => blob === name);
      return own?.blobsDeleted === true || (!told.includes(uri) && isOfNamedRun(outcome, transfer, name));
    });
    return unsaid.map(({ uri, isStaged }) => `${isStaged ? 'blocks of ' : ''}${uri} stayed`);
  });
}

/** The batches of a report, and their parts. */
function withParts({ batches }: EndedTransfer['report']) {
  return batches.flatMap(({ parts = [], ...batch }) => [batch, ...parts]);
}

/** Whether the report names the run that left the blob: where it does not, that is what is wrong. */
function isOfNamedRun({ azure }: Outcome, { report }: EndedTransfer, blob: string): boolean {
  const run = azure.runs.find(({ kind, blobName }) => blobName === blob && kind === 'export');
  return run !== undefined && JSON.stringify(report.batches).includes(run.name);
}

/** Blocks over a blob that somebody else put there go with it. */
function mayKeepBlocks({ day }: Outcome, { index }: EndedTransfer): boolean {
  return [...faultsOf(day, 'blobReplaced'), ...faultsOf(day, 'blobLost')].some(
    ({ transfer, end }) => transfer === index && end === 'target',
  );
}

export function saysWhatItCouldNotCleanUp(outcome: Outcome): string[] {
  const { day, azure } = outcome;
  const isBad = badSeconds(day) + SLACK_SECONDS > CLEAN_UP_SECONDS;
  return eachTransfer(outcome, ({ index, report }) => {
    const codes = azure.truths.codesFor(index);
    if (isBad) for (const code of ['service_unavailable', 'copy_source_unavailable'] as FailureCode[]) codes.add(code);
    // What it was told last, where the weather kept it from another try.
    if (isBad && mayBeRefused(day)) codes.add('access_denied');
    const untrue = (report.cleanUpFailures ?? []).filter(({ code }) => !codes.has(code));
    const isClean =
      report.cleanUpFailures !== undefined || report.batches.every(({ blobsDeleted }) => blobsDeleted !== undefined);
    return [
      ...unless(untrue.length === 0, () => JSON.stringify(untrue)),
      ...unless(report.outcome !== 'succeeded' || isClean, () => 'the blobs were not deleted, and nobody says why'),
      ...unless(
        report.outcome !== 'succeeded' ||
          keepsBlobs(outcome) ||
          report.cleanUpFailures !== undefined ||
          report.batches.every(({ blobsDeleted }) => blobsDeleted === true),
        () => 'the blobs were kept, against the route',
      ),
    ];
  });
}

function mayBeRefused(day: Day): boolean {
  const wasDenied = faultsOf(day, 'spell').some(({ weather }) => weather === 'denied');
  return wasDenied || faultsOf(day, 'sasRotated').length > 0;
}

function keepsBlobs({ day }: Outcome): boolean {
  return day.settings.keepBlobs || faultsOf(day, 'routeEdited').some(({ setting }) => setting === 'keepBlobs');
}
