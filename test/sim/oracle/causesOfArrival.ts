import type { FailureCode } from '../../../src/domain/failures/codes';
import { describes, type LaidManifest } from '../azure/carried';
import type { Outcome } from '../simulate';
import type { EndedArrival } from './endedArrivals';
import { codesOfWeather } from './patience';

/** No arrival is one of the day's transfers. */
const NONE = -1;

/** Whether an arrival had its manifest in time, and nobody touched it. */
export function isSound(outcome: Outcome, arrival: EndedArrival): boolean {
  return wasLeftAlone(arrival) && hadItsManifest(outcome, arrival);
}

/** The causes that the report of an arrival may name, for one of its artifacts or for itself. */
export function causesOfArrival(outcome: Outcome, arrival: EndedArrival, artifact?: string): Set<FailureCode> {
  const { azure, day } = outcome;
  const { content } = arrival;
  const codes = azure.truths.codesFor(NONE, artifact);
  for (const code of codesOfWeather(day)) codes.add(code);
  const add = (...more: FailureCode[]): void => more.forEach((code) => codes.add(code));
  if (!hadItsManifest(outcome, arrival)) add('source_unverified', ...codesOfManifests(outcome, arrival));
  if (!wasLeftAlone(arrival))
    add('arrived_blob_gone', 'arrived_blob_replaced', 'import_run_failed', 'artifact_not_delivered');
  const others = azure.carried.contents.filter((other) => other.contentMd5 !== content.contentMd5);
  const held = new Map(content.archive);
  const isOther = others.some(({ archive }) =>
    archive.some(([name, digest]) => held.has(name) && held.get(name) !== digest),
  );
  // The tag is that of what was imported last.
  if (isOther) add('digest_mismatch');
  if (isOther && !day.settings.overwriteTags) add('import_run_failed');
  return codes;
}

function wasLeftAlone({ content, finishedAt }: EndedArrival): boolean {
  return content.goneAt === undefined || content.goneAt > finishedAt;
}

/** Whether the manifest that was there from its deadline on, and all the time before, was the right one. */
function hadItsManifest(outcome: Outcome, arrival: EndedArrival): boolean {
  const { createdAt } = arrival;
  const deadline = createdAt + (outcome.day.courier?.manifestWaitMinutes ?? 0) * 60_000;
  const laid = manifestsOf(outcome, arrival);
  const areRight = laid.every((one) => describes(one, arrival.content));
  return areRight && laid.some(({ at }) => at < deadline);
}

function manifestsOf({ azure }: Outcome, { content, finishedAt }: EndedArrival): LaidManifest[] {
  return azure.carried.manifests.filter(({ name, at }) => name === content.name && at <= finishedAt);
}

/** What wrong manifests may lead to, one of another content included. */
function codesOfManifests(outcome: Outcome, arrival: EndedArrival): FailureCode[] {
  return manifestsOf(outcome, arrival).flatMap(({ of, mistake }): FailureCode[] => {
    if (mistake === 'text') return ['manifest_unreadable'];
    if (mistake === 'digests') return ['digest_mismatch', 'artifact_not_delivered', 'manifest_mismatch'];
    const isOther = mistake !== undefined || of.contentMd5 !== arrival.content.contentMd5;
    // One that could not be read is compared by its length, and the manifest of another content fits.
    return isOther ? ['manifest_mismatch', 'digest_mismatch', 'artifact_not_delivered'] : [];
  });
}
