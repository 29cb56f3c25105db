import { hasSucceeded, isDone, isUnknown, transferReportSchema } from '../../../src/domain/report/report';
import type { FailureCode } from '../../../src/domain/failures/codes';
import { faultsOf } from '../day/day';
import type { Outcome } from '../simulate';
import { artifactsOf } from '../day/selected';
import { eachTransfer, endedTransfers, unless, type EndedTransfer } from './transfers';

export function aReportAlways(outcome: Outcome): string[] {
  const { azure, day } = outcome;
  const arrived = azure.carried.contents.filter((content) => azure.importsOf(content).length > 0).length;
  const missing = azure.ids.filter((id) => !azure.transfers.reports.has(id));
  return [
    ...missing.map((id) => `the transfer ${azure.ids.indexOf(id)} has none`),
    ...unless(outcome.givenUp === undefined, () => outcome.givenUp ?? ''),
    ...eachTransfer(outcome, ({ report, id, asked }) => [
      ...unless(transferReportSchema.safeParse(report).success, () => 'the report is not what its schema says'),
      ...unless(report.id === id && report.route === asked.route, () => 'the report is that of another transfer'),
    ]),
    ...unless(
      azure.transfers.records.size === day.transfers.length + azure.triggered().length + arrived,
      () => 'there are too many records',
    ),
  ];
}

export function eachArtifactOnce(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    const { report, asked } = transfer;
    if (asked.selects) return selectedOnce(outcome, transfer);
    if (asked.isTriggered) return pushedOnce(transfer);
    const told = report.artifacts.map(({ artifact }) => artifact).sort();
    return unless(
      told.join() === [...asked.artifacts].sort().join(),
      () => `asked for ${asked.artifacts.join()}, told of ${told.join()}`,
    );
  });
}

/** What was pushed is told of, or was known to be there; where no plan could be made, the report says why. */
function pushedOnce({ report, asked }: EndedTransfer): string[] {
  const told = report.artifacts.map(({ artifact }) => artifact);
  const isUnplanned = told.length === 0 && report.failures.length > 0;
  const count = told.length + (report.totals?.known ?? 0);
  return [
    ...unless(new Set(told).size === told.length, () => 'an artifact is told of twice'),
    ...unless(
      told.every((artifact) => asked.artifacts.includes(artifact)),
      () => `it tells of ${told.join()}, and ${asked.artifacts.join()} was pushed`,
    ),
    // What is known of the other tags of a repository is counted, too.
    ...unless(
      isUnplanned || count >= asked.artifacts.length,
      () => `${count} of ${asked.artifacts.length} are told of`,
    ),
  ];
}

/** What was selected is told of, or was known to be there; where no plan could be made, the report says why. */
function selectedOnce(outcome: Outcome, { report, asked }: EndedTransfer): string[] {
  const all = artifactsOf(outcome.day, asked);
  const told = report.artifacts.map(({ artifact }) => artifact);
  const { totals = { artifacts: 0, known: 0 } } = report;
  const isUnplanned =
    totals.artifacts + totals.known === 0 && (report.failures.length > 0 || report.outcome === 'canceled');
  const untold = all.filter((artifact) => !told.includes(artifact));
  const isKnown = (artifact: string): boolean =>
    endedTransfers(outcome).some(
      (other) =>
        other.report !== report && other.report.artifacts.some((one) => one.artifact === artifact && isDone(one)),
    );
  return [
    ...unless(new Set(told).size === told.length, () => 'an artifact is told of twice'),
    ...unless(
      told.every((artifact) => all.includes(artifact)),
      () => 'it tells of what nobody selected',
    ),
    ...unless(
      totals.artifacts === told.length,
      () => `it counts ${totals.artifacts} artifacts and tells of ${told.length}`,
    ),
    ...(isUnplanned
      ? []
      : unless(
          untold.length === totals.known && untold.every(isKnown),
          () =>
            `of ${all.length} selected, ${told.length} are told of, ${totals.known} known; not told: ${untold.join().slice(0, 200)}`,
        )),
  ];
}

/** What is asked for again, once all of it is there and noted, is not done again. */
export function nothingIsDoneAgain(outcome: Outcome): string[] {
  const ended = endedTransfers(outcome);
  return eachTransfer(outcome, ({ asked, id, report }) => {
    const createdAt = outcome.azure.transfers.records.get(id)?.createdAt ?? '';
    const wasDone = (one: EndedTransfer): boolean =>
      one.asked.selects === true &&
      one.id !== id &&
      one.report.finishedAt < createdAt &&
      hasSucceeded(one.report.outcome) &&
      !one.report.ledgerFailures;
    if (!asked.selects || !ended.some(wasDone) || report.failures.length > 0 || report.outcome === 'canceled')
      return [];
    return unless(report.outcome === 'nothingToDo', () => 'the same was delivered before');
  });
}

export function deliveredIsTrue(outcome: Outcome): string[] {
  const { history, source, held } = outcome.azure;
  return eachTransfer(outcome, ({ report, target, finishedAt }) =>
    report.artifacts.flatMap(({ artifact, outcome: said, sourceDigest = '', targetDigest }) => {
      const planned = unless(
        sourceDigest === '' || history.everHad(source, artifact, sourceDigest, finishedAt),
        () => `${artifact}: the source never had the planned ${sourceDigest}`,
      );
      if (said !== 'delivered') return planned;
      const isThere = history.everHad(target, artifact, sourceDigest, finishedAt);
      return [
        ...planned,
        ...unless(isThere && targetDigest === sourceDigest, () => `${artifact} is not in the target as planned`),
        ...unless(held.isWhole(target, artifact, sourceDigest), () => `${artifact} is not whole in the target`),
      ];
    }),
  );
}

/** Causes that say that an artifact did not arrive, as a look at the target showed. */
const NOT_THERE: readonly FailureCode[] = [
  'import_run_failed',
  'artifact_not_delivered',
  'digest_mismatch',
  'tag_drifted',
];

/** What an import that ended in sight delivered, the report does not call missing; whatever became of the run. */
export function whatArrivedIsTold(outcome: Outcome): string[] {
  const { day, azure } = outcome;
  const outOfSight = ['runBabbles', 'runVanishes', 'runStalls'] as const;
  return eachTransfer(outcome, ({ index, report, target, finishedAt }) => {
    if (outOfSight.some((kind) => faultsOf(day, kind).some(({ transfer }) => transfer === index))) return [];
    const isShared = (artifact: string): boolean =>
      endedTransfers(outcome).some(
        (other) => other.index !== index && artifactsOf(day, other.asked).includes(artifact),
      );
    const hidden = report.artifacts.filter(
      ({ artifact, failure, sourceDigest }) =>
        failure !== undefined &&
        NOT_THERE.includes(failure.code) &&
        !isShared(artifact) &&
        sourceDigest === azure.history.shown(target, artifact, finishedAt),
    );
    return hidden.map(({ artifact, failure }) => `${artifact} is in the target, but ${failure?.code}`);
  });
}

export function outcomeFits(outcome: Outcome): string[] {
  return eachTransfer(outcome, ({ report, canceledAt }) => {
    const delivered = report.artifacts.filter(isDone).length;
    const all = delivered === report.artifacts.length;
    const fits = {
      succeeded: all && report.failures.length === 0 && !outcome.day.settings.exportOnly,
      exported: all && report.failures.length === 0 && outcome.day.settings.exportOnly === true,
      partial: delivered > 0 && !(all && report.failures.length === 0),
      failed: delivered === 0,
      canceled: canceledAt !== undefined,
      nothingToDo: report.artifacts.length === 0 && (report.totals?.known ?? 0) > 0,
      unconfirmed: report.artifacts.some(({ failure }) => isUnknown(failure)),
    };
    const says = report.outcome as keyof typeof fits;
    return [
      ...unless(
        fits[says] ?? true,
        () =>
          `${delivered} of ${report.artifacts.length} artifacts are delivered, failures ${codesIn(report.failures)}`,
      ),
      ...unless(
        !all || report.artifacts.length === 0 || report.failures.length > 0 || hasSucceeded(report.outcome),
        () => 'everything is delivered',
      ),
      ...unless(
        report.artifacts.every((one) => (one.failure === undefined) === isDone(one)),
        () => 'an artifact that is not delivered says no cause, or a delivered one does',
      ),
    ];
  });
}

export function apiSaysTheSame(outcome: Outcome): string[] {
  const { azure, views, seen } = outcome;
  return eachTransfer(outcome, ({ index, id, report }) => {
    const view = views[index];
    const line = azure.transfers.states.get(id);
    return [
      ...unless(line === report.outcome, () => `the index says ${line}`),
      ...unless(
        view?.status === 200 &&
          view.body.state === report.outcome &&
          JSON.stringify(view.body.report) === JSON.stringify(report),
        () => `the API says ${view?.status} ${view?.body.state}`,
      ),
      ...unless(
        [...(seen[index]?.ids ?? [])].every((given) => given === id),
        () => 'callers were given other ids',
      ),
    ];
  });
}

function codesIn(failures: readonly { code: string }[]): string {
  return failures.map(({ code }) => code).join();
}
