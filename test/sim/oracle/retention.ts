import { isDiscarded } from '../../../src/domain/copy/exportedBlob';
import { parseBlobName } from '../../../src/domain/names';
import type { TransferReport } from '../../../src/domain/report/report';
import { FOREIGN } from '../azure/blobFaults';
import type { Write } from '../azure/notedStorage';
import type { Outcome } from '../simulate';
import { unless } from './transfers';

/** Each cleanup ends, whatever it meets. */
export function cleanupsEnd({ azure }: Outcome): string[] {
  const { records, ends } = azure.cleanups;
  return [...records.keys()].filter((id) => !ends.has(id)).map((id) => `${id} did not`);
}

/** A cleanup removes no blob but what is proven to have arrived, and dead blocks. */
export function onlyProvenBlobsExpire(outcome: Outcome): string[] {
  return outcome.azure.noted.writes.flatMap((write) => {
    const { expired, name, at } = write;
    if (!expired) return [];
    const report = reportOf(outcome, name, at);
    if (!report) return [`${name} was removed, and its transfer has not ended`];
    if (isDiscarded(expired.blob)) return [];
    return [
      ...unless(isProven(report, name), () => `${name} was removed, and is not proven`),
      ...unless(expired.blob.metadata[FOREIGN] === undefined, () => `${name} was removed, which is somebody else's`),
      ...unless(!expired.isBesideBlob, () => `${name} was removed before its blob`),
      ...unless(!mustStay(outcome), () => `${name} was removed, against the route`),
    ];
  });
}

function mustStay({ day }: Outcome): boolean {
  return day.settings.keepBlobs && day.cleaner?.removesKept !== true;
}

/** The report of the transfer that a blob belongs to, if it was there by then. */
function reportOf({ azure }: Outcome, name: string, at: Write['at']): TransferReport | undefined {
  const report = azure.transfers.reports.get(parseBlobName(name)?.transferId ?? '');
  return report && Date.parse(report.finishedAt) <= at ? report : undefined;
}

function isProven({ batches, artifacts }: TransferReport, name: string): boolean {
  const blob = name.replace(/\.manifest\.json$/, '');
  const own = batches.flatMap(({ parts = [], ...batch }) => [batch, ...parts]).find((batch) => batch.blob === blob);
  const isDelivered = (artifact: string): boolean =>
    artifacts.some((one) => one.artifact === artifact && one.outcome === 'delivered');
  return own !== undefined && own.artifacts.length > 0 && own.artifacts.every(isDelivered);
}

/** A cleanup removes no run that is at work, of a transfer that is, or that is one of the newest. */
export function onlyEndedRunsExpire(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  return azure.expiredRuns.flatMap(({ at, registryName, name }) => {
    const run = azure.runs.find((one) => one.name === name && one.end.registryName === registryName);
    if (!run) return [`${name} was removed, which is somebody else's`];
    const isDead = run.endedAt !== undefined && run.endedAt <= at;
    const newer = azure.runs.filter(
      (other) =>
        other !== run &&
        other.end.registryName === registryName &&
        routeOf(other.blobName) === routeOf(run.blobName) &&
        (other.endedAt ?? Infinity) >= (run.endedAt ?? 0) &&
        (other.endedAt ?? Infinity) <= at,
    );
    return [
      ...unless(isDead, () => `the ${run.kind} run ${name} was removed at its work`),
      ...unless(reportOf(outcome, run.blobName, at) !== undefined, () => `${name} was removed, and its transfer runs`),
      ...unless(newer.length >= (day.cleaner?.keepRuns ?? 0), () => `${name} was removed, and is one of the newest`),
    ];
  });
}

function routeOf(blobName: string): string | undefined {
  return parseBlobName(blobName)?.route;
}

export function strangersStay({ azure }: Outcome): string[] {
  return azure.strangers.missing().map((name) => `${name} is gone`);
}
