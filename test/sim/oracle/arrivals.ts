import type { FailureCode } from '../../../src/domain/failures/codes';
import { manifestNameFor } from '../../../src/domain/names';
import { transferReportSchema, type TransferReport } from '../../../src/domain/report/report';
import { describes, type Content } from '../azure/carried';
import type { Run } from '../azure/pipelineRuns';
import { INBOX } from '../azure/routesFile';
import { PREFIX } from '../day/courier';
import { faultsOf } from '../day/day';
import type { Outcome } from '../simulate';
import { causesOfArrival, isSound } from './causesOfArrival';
import { eachArrival, endedArrivals, reportsOf, runsOfInbox } from './endedArrivals';
import { unless } from './transfers';

/** Whatever becomes of its events: the sweep finds it. */
export function whatArrivesIsImported(outcome: Outcome): string[] {
  const { azure } = outcome;
  const isToImport = (content: Content): boolean =>
    content.name.startsWith(PREFIX) && reportsOf(outcome, content).length === 0;
  const left = azure.carried.present().filter(isToImport);
  return [
    ...left.map(({ name }) => `nobody imported ${name}`),
    ...eachArrival(outcome, ({ report }) => [
      ...unless(transferReportSchema.safeParse(report).success, () => 'the report is not what its schema says'),
      ...unless(azure.transfers.states.get(report.id) === report.outcome, () => 'the index says something else'),
    ]),
  ];
}

/** One import run for each content, beside one that was refused while a role was new; its report names both. And none of what nobody brought. */
export function eachArrivalIsImportedOnce(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  const runs = runsOfInbox(outcome);
  const arrivals = endedArrivals(outcome);
  const named = new Map(arrivals.map((arrival) => [arrival, runsNamedBy(arrival.report, runs)]));
  const brought = azure.carried.contents.flatMap((content) => azure.importsOf(content).map(({ id }) => id));
  const arrived = [...azure.transfers.records.values()].filter(({ arrival }) => arrival);
  const strangers = arrived.map(({ id }) => id).filter((id) => !brought.includes(id));
  const unnamed = runs.filter((run) => ![...named.values()].some((some) => some.includes(run)));
  // One that is created when nobody waits for it any more.
  const mayBeUnnamed = faultsOf(day, 'spell').some(({ weather }) => weather === 'late');
  return [
    ...strangers.map((id) => `the transfer ${id} is about nothing that anybody brought`),
    ...[...named].flatMap(([{ content }, some]) =>
      unless(some.filter(worked).length <= 1, () => `${some.length} import runs of ${content.name} for one content`),
    ),
    ...(mayBeUnnamed ? [] : unnamed.map(({ name, blobName }) => `no report names the run ${name} of ${blobName}`)),
    ...azure.carried.contents.flatMap(({ name }) => {
      const contents = azure.carried.contents.filter((other) => other.name === name);
      const count = runsOfInbox(outcome, name).filter(worked).length;
      return unless(count <= contents.length, () => `${count} import runs of ${name}, which held ${contents.length}`);
    }),
  ];
}

function worked({ isRefused }: Run): boolean {
  return !isRefused;
}

function runsNamedBy({ batches, failures, warnings = [] }: TransferReport, runs: Run[]): Run[] {
  const text = JSON.stringify([batches, failures, warnings]);
  return runs.filter(({ name }) => text.includes(name));
}

/** Names outside the prefix are not looked at, and what is there stays. */
export function onlyThePrefixIsImported(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  const outside = azure.carried.contents.filter(({ name }) => !name.startsWith(PREFIX));
  const touched = outside.filter(
    (content) => azure.importsOf(content).length > 0 || runsOfInbox(outcome, content.name).length > 0,
  );
  const removed = azure.noted.writes.filter(
    ({ end, name }) => end.registryName === azure.inbox.registryName && !name.startsWith(PREFIX),
  );
  return day.courier
    ? [...touched.map(({ name }) => `${name} was imported`), ...removed.map(({ name, what }) => `${name}: ${what}`)]
    : [];
}

/** Nothing is called delivered but what a manifest of that very blob names, and what is in the target, whole. */
export function arrivedIsTrue(outcome: Outcome): string[] {
  const { azure } = outcome;
  return eachArrival(outcome, ({ content, report, finishedAt }) => {
    if (wasUnread(report)) return [];
    const delivered = report.artifacts.filter((one) => one.outcome === 'delivered');
    const isProven = azure.carried.manifests.some((one) => one.at <= finishedAt && describes(one, content));
    return [
      ...unless(
        isProven || (delivered.length === 0 && report.outcome !== 'succeeded'),
        () => `${delivered.length} are called delivered, and no manifest says what the source had`,
      ),
      ...delivered.flatMap(({ artifact, sourceDigest = '', targetDigest }) => [
        ...unless(
          content.archive.some(([name, digest]) => name === artifact && digest === sourceDigest),
          () => `${artifact} is not what the blob held`,
        ),
        ...unless(
          targetDigest === sourceDigest && azure.history.everHad(azure.inbox, artifact, sourceDigest, finishedAt),
          () => `${artifact} is not in the target`,
        ),
        ...unless(azure.held.isWhole(azure.inbox, artifact, sourceDigest), () => `${artifact} is not whole there`),
      ]),
      ...unless(
        report.outcome !== 'succeeded' || delivered.length === content.archive.length,
        () => `${delivered.length} of ${content.archive.length} artifacts are told of`,
      ),
    ];
  });
}

/** Whether a report says that nothing but a length proves it. */
function wasUnread({ warnings = [] }: TransferReport): boolean {
  return warnings.some(({ code }) => code === 'arrived_blob_unread');
}

/** A blob or a manifest is removed only where all of it is proven to have arrived, and only what arrived. */
export function onlyProvenArrivalsAreRemoved(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  const removals = azure.noted.writes.filter(
    ({ what, end }) => what === 'remove' && end.registryName === azure.inbox.registryName,
  );
  return removals.flatMap(({ at, name, etag }) => {
    const contents = azure.carried.contents.filter((one) => name === one.name || name === manifestNameFor(one.name));
    const isManifest = contents.some((one) => name === manifestNameFor(one.name));
    const removed = isManifest ? contents : contents.filter((one) => azure.carried.held(etag, one));
    const proven = removed.filter((content) =>
      reportsOf(outcome, content).some(
        (report) =>
          report.outcome === 'succeeded' &&
          (wasUnread(report) ||
            content.archive.every(([artifact, digest]) => azure.history.everHad(azure.inbox, artifact, digest, at))),
      ),
    );
    return [
      ...unless(proven.length > 0, () => `${name} was removed, and is not proven`),
      ...unless(day.courier?.keepBlobs !== true, () => `${name} was removed, against the route`),
    ];
  });
}

/** What is proven does not stay, unless it is to. */
export function provenArrivalsGo(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  const present = azure.carried.present();
  return eachArrival(outcome, ({ content, report }) => {
    const isTold = report.cleanUpFailures !== undefined || day.courier?.keepBlobs === true;
    if (report.outcome !== 'succeeded' || isTold) return [];
    return unless(!present.includes(content), () => `${content.name} stayed`);
  });
}

/** With its manifest in time, in weather that clears, and left alone, it is delivered; else the report says why, and that is true. */
export function whatArrivesWellIsDelivered(outcome: Outcome): string[] {
  return eachArrival(outcome, (arrival) => {
    const { report } = arrival;
    const codes = (artifact?: string): Set<FailureCode> => causesOfArrival(outcome, arrival, artifact);
    const untrue = [
      ...report.failures.filter(({ code }) => !codes().has(code)),
      ...report.artifacts.flatMap(({ artifact, failure }) =>
        failure && !codes(artifact).has(failure.code) ? [failure] : [],
      ),
    ];
    const isGood = report.outcome === 'succeeded' || !isSound(outcome, arrival) || codes().size > 0;
    return [
      ...unless(untrue.length === 0, () => JSON.stringify(untrue)),
      ...unless(isGood, () => 'there was nothing amiss with it'),
      ...unless(
        report.outcome === 'succeeded' ||
          report.failures.length + report.artifacts.filter(({ failure }) => failure).length > 0,
        () => 'it says no cause',
      ),
    ];
  });
}

/** The ledger of the route holds what its reports call delivered. */
export function ledgerHoldsArrivals(outcome: Outcome): string[] {
  const { azure } = outcome;
  const noted = new Set(
    azure.ledger.entriesOf(INBOX).map(({ repository, tag, digest }) => `${repository}:${tag}@${digest}`),
  );
  const delivered = endedArrivals(outcome).flatMap(({ report }) =>
    report.artifacts
      .filter(({ outcome: said }) => said === 'delivered')
      .map(({ artifact, sourceDigest }) => ({
        key: `${artifact}@${sourceDigest}`,
        isUnsure: report.ledgerFailures !== undefined,
      })),
  );
  const keys = new Set(delivered.map(({ key }) => key));
  return [
    ...delivered.filter(({ key, isUnsure }) => !isUnsure && !noted.has(key)).map(({ key }) => `it lacks ${key}`),
    ...[...noted].filter((key) => !keys.has(key)).map((key) => `it has ${key}, which nobody delivered`),
  ];
}
