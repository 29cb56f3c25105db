import type { DonePush } from '../azure/pushed';
import { PUSHED } from '../day/pusher';
import type { Outcome } from '../simulate';
import { endedTransfers, unless } from './transfers';

/** What a transfer is about to take is taken by that one only, and no transfer takes what nobody claimed. */
export function eachClaimIsOneTransfer({ azure }: Outcome): string[] {
  const records = azure.triggered().flatMap((id) => azure.transfers.records.get(id) ?? []);
  const claimed = new Set(azure.claims.map(({ transfer }) => transfer));
  const versions = azure.claims.flatMap(({ pushes }) => pushes.map(({ version }) => version));
  const twice = versions.filter((version, place) => versions.indexOf(version) !== place);
  const strange = records
    .flatMap(({ pushed = [] }) => pushed)
    .filter(({ repository }) => !repository.startsWith(PUSHED));
  return [
    ...records.filter(({ id }) => !claimed.has(id)).map(({ id }) => `nobody claimed anything for ${id}`),
    ...unless(claimed.size === azure.claims.length, () => 'two claims are of one transfer'),
    ...twice.map((version) => `the note ${version} was claimed twice`),
    ...strange.map(({ repository }) => `${repository} was taken, which no route selects`),
    ...[...claimed].filter((id) => !azure.transfers.records.has(id)).map((id) => `the claim of ${id} started nothing`),
  ];
}

/** Of each tag, the target has what was pushed last of all that was announced, or what came after it; or a report says why not. */
export function whatWasPushedIsThere(outcome: Outcome): string[] {
  const { azure } = outcome;
  const tags = new Set(azure.pushed.done.map(({ artifact }) => artifact));
  return [...tags].flatMap((artifact) => {
    const pushes = azure.pushed.done.filter((push) => push.artifact === artifact);
    const last = pushes.findLastIndex(({ isAnnounced }) => isAnnounced);
    if (last < 0) return [];
    const there = azure.history.current(azure.targets.mirror, artifact);
    const isThere = pushes.slice(last).some(({ digest }) => digest === there);
    return unless(isThere || isExplained(outcome, pushes[last] as DonePush), () => `${artifact} is ${there}`);
  });
}

/** Whether a transfer that was claimed after a push says why what was pushed did not arrive. */
function isExplained(outcome: Outcome, { artifact, at }: DonePush): boolean {
  return endedTransfers(outcome).some(({ asked, id, report }) => {
    const createdAt = Date.parse(outcome.azure.transfers.records.get(id)?.createdAt ?? '');
    if (!asked.isTriggered || !asked.artifacts.includes(artifact) || createdAt < at) return false;
    return report.failures.length > 0 || report.artifacts.some((one) => one.artifact === artifact && one.failure);
  });
}
