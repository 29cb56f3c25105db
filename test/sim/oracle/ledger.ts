import type { FailureCode } from '../../../src/domain/failures/codes';
import type { Delivery } from '../../../src/domain/ledger/entry';
import { identityOf } from '../../../src/domain/plan';
import { isBefore } from '../../../src/domain/ledger/merge';
import { faultsOf, type RouteName } from '../day/day';
import { PROMISES } from '../promises';
import { isDone, type ArtifactReport } from '../../../src/domain/report/report';
import type { Outcome } from '../simulate';
import { codesOfWeather } from './patience';
import { eachTransfer, endedTransfers, unless, type EndedTransfer } from './transfers';

/** An activity may last as long before it hears that it is refused. */
const ACTIVITY_SECONDS = 200;

/** What a transfer delivered, as its report says. */
interface Delivered {
  identity: string;
  delivery: Delivery;
  /** The report says that the ledger may lack it. */
  isUnsure: boolean;
}

/** The ledger of a route holds what its reports call delivered, by which transfer last, and nothing else. */
export function ledgerHoldsWhatWasDelivered(outcome: Outcome): string[] {
  return (['prod', 'spare', 'mirror'] as const).flatMap((route) => {
    const all = deliveredOn(outcome, route);
    const entries = new Map(outcome.azure.ledger.entriesOf(route).map((entry) => [identityOf(entry), entry]));
    const unknown = [...entries.keys()].filter((identity) => !all.some((one) => one.identity === identity));
    const missing = all.filter(({ identity, isUnsure }) => !isUnsure && !entries.has(identity));
    const wrong = [...entries].filter(([identity, { lastTransfer, lastAt }]) => {
      const last = { id: lastTransfer, at: lastAt };
      const own = all.filter((one) => one.identity === identity);
      const isOne = own.some(({ delivery: { id, at } }) => id === last.id && at === last.at);
      return !isOne || own.some(({ delivery, isUnsure }) => !isUnsure && isBefore(last, delivery));
    });
    const isExported = outcome.day.settings.exportOnly === true;
    const seen = [...entries].filter(
      ([, { exported = false, verified }]) => exported !== isExported || verified === isExported,
    );
    return [
      ...seen.map(([identity]) => `${route} says ${identity} was ${isExported ? 'seen' : 'not seen'} in the target`),
      ...unknown.map((identity) => `${route} has ${identity}, which nobody delivered`),
      ...missing.map(({ identity }) => `${route} lacks ${identity}`),
      ...wrong.map(([identity, { lastTransfer }]) => `${route} says that ${lastTransfer} was the last on ${identity}`),
    ];
  });
}

function deliveredOn(outcome: Outcome, route: RouteName): Delivered[] {
  return endedTransfers(outcome)
    .filter(({ asked }) => asked.route === route)
    .flatMap((transfer) => deliveredBy(outcome, transfer));
}

function deliveredBy({ azure }: Outcome, { id, report }: EndedTransfer): Delivered[] {
  const createdAt = azure.transfers.records.get(id)?.createdAt ?? '';
  const resultsOf = (names: string[]) => names.flatMap((name) => azure.transfers.batches.get(`${id} ${name}`) ?? []);
  const ofParts = resultsOf(report.batches.flatMap(({ parts = [] }) => parts.map((part) => part.batch)));
  const byParts = new Set(ofParts.flatMap(({ artifacts }) => artifacts.filter(isDone).map(nameOf)));
  // A batch that a later life looks at again may find there what one of its parts has delivered before.
  const own = resultsOf(report.batches.map(({ batch }) => batch)).map(({ artifacts, ...result }) => ({
    ...result,
    artifacts: artifacts.filter((artifact) => !byParts.has(nameOf(artifact))),
  }));
  return [...own, ...ofParts].flatMap(({ artifacts, importedAt, exportedAt }) =>
    artifacts
      .filter(({ artifact }) => report.artifacts.some((one) => one.artifact === artifact && isDone(one)))
      .filter(isDone)
      .map(({ artifact, sourceDigest, targetDigest = sourceDigest }) => ({
        identity: artifact.includes('@') ? artifact : `${artifact}@${targetDigest}`,
        delivery: { id, at: importedAt ?? exportedAt ?? createdAt },
        isUnsure: report.ledgerFailures !== undefined,
      })),
  );
}

function nameOf({ artifact }: ArtifactReport): string {
  return artifact;
}

export function saysWhatTheLedgerMayLack(outcome: Outcome): string[] {
  const codes = new Set<FailureCode>(codesOfWeather(outcome.day));
  if (wasDenied(outcome)) codes.add('access_denied');
  return eachTransfer(outcome, ({ report: { ledgerFailures = [] } }) => {
    const untrue = ledgerFailures.filter(({ code }) => !codes.has(code));
    return unless(untrue.length === 0, () => JSON.stringify(untrue));
  });
}

/** What is asked to note a delivery. */
const NOTING = new Set(['ledger', 'transfers']);

/** For longer than the app waits for a role. */
function wasDenied({ day }: Outcome): boolean {
  const refused = faultsOf(day, 'spell').filter(({ weather, port }) => weather === 'denied' && NOTING.has(port));
  return refused.some(({ seconds }) => seconds + ACTIVITY_SECONDS >= PROMISES.accessMinutes * 60);
}
