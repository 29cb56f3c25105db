import type { FailureCode } from '../../../src/domain/failures/codes';
import { faultsOf } from '../day/day';
import type { Outcome } from '../simulate';
import { codesOfWeather } from './patience';
import { eachTransfer, unless, type EndedTransfer } from './transfers';

/** A day that brings nothing but weather that clears ends well. */
export function whatClearedDidNotFail(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    if (permitted(outcome, transfer).size > 0) return [];
    const { failures, artifacts } = transfer.report;
    return unless(['succeeded', 'exported', 'nothingToDo'].includes(transfer.report.outcome), () =>
      JSON.stringify({ failures, artifacts: artifacts.flatMap(({ failure }) => failure ?? []) }),
    );
  });
}

export function causesAreTrue(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    const { artifacts, failures } = transfer.report;
    const ofArtifacts = artifacts.flatMap(({ artifact, failure }) =>
      unless(
        !failure || permitted(outcome, transfer, artifact).has(failure.code),
        () => `${artifact}: ${JSON.stringify(failure)}`,
      ),
    );
    const ofTransfer = failures.filter(({ code }) => !permitted(outcome, transfer).has(code));
    return [...ofArtifacts, ...unless(ofTransfer.length === 0, () => JSON.stringify(ofTransfer))];
  });
}

/** The causes that a transfer may name, for one of its artifacts or for itself. */
function permitted(
  outcome: Outcome,
  { index, id, asked, canceledAt, target }: EndedTransfer,
  artifact?: string,
): Set<FailureCode> {
  const codes = outcome.azure.truths.codesFor(index, artifact);
  for (const code of codesOfWeather(outcome.day)) codes.add(code);
  if (canceledAt !== undefined) codes.add('transfer_canceled');
  if (codes.size > 0) {
    // A run failed with all of its artifacts, and whoever tried them again was kept from it by something else.
    const triedAgain = [...faultsOf(outcome.day, 'poison'), ...faultsOf(outcome.day, 'runFalters')];
    for (const { run } of triedAgain) codes.add(`${run}_run_failed`);
    for (const { end } of faultsOf(outcome.day, 'roleNew')) {
      codes.add(end === 'source' ? 'export_run_failed' : 'import_run_failed');
    }
  }
  const concerned = artifact === undefined ? asked.artifacts : [artifact];
  if (concerned.some((each) => isPushedAgain(outcome, id, each))) codes.add('tag_drifted');
  // A cause that no other batch could do better with.
  if (outcome.azure.pages.pages.has(`${id} stops 0`)) codes.add('not_attempted');
  // Where something kept the import from it, the tag still is what it was.
  const hadOther = artifact !== undefined && outcome.azure.history.current(target, artifact) !== undefined;
  if (codes.size > 0 && hadOther) codes.add('digest_mismatch');
  return codes;
}

/** Whether the tag was pushed again after a transfer of pushes was claimed. */
function isPushedAgain({ azure }: Outcome, id: string, artifact: string): boolean {
  const createdAt = Date.parse(azure.transfers.records.get(id)?.createdAt ?? '');
  return azure.pushed.done.some((push) => push.artifact === artifact && push.at >= createdAt);
}
