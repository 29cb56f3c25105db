import { RUNS_PER_BATCH } from '../../../src/domain/report/bisect';
import { faultsOf } from '../day/day';
import type { Outcome } from '../simulate';
import { eachTransfer, unless, type EndedTransfer } from './transfers';
import type { Run } from '../azure/pipelineRuns';

/** Between its look at the flag and its request, an activity may be held up for as long as it may last. */
const ACTIVITY_MS = 230_000;
const UNHEARD = new Set(['hangs', 'lost', 'late', 'slow', 'twice']);
const COPY_PORTS = new Set(['blockLists', 'server', 'relay', 'transfers', 'vault']);

export function runsOf({ azure }: Outcome, { index }: EndedTransfer): Run[] {
  return azure.runs.filter(({ transfer }) => transfer === index);
}

/**
 * A batch has one run of a kind, and before it one at most that was refused because a role was too new: the app waits until it acts. Its
 * parts, which are batches too, have no more than one batch may take.
 */
export function noRunTwice(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    const runs = runsOf(outcome, transfer);
    const most = RUNS_PER_BATCH * Math.max(1, transfer.report.totals?.batches ?? 1);
    return (['export', 'import'] as const).flatMap((kind) => {
      const blobsOf = (isRefused: boolean) =>
        runs.filter((run) => run.kind === kind && run.isRefused === isRefused).map(({ blobName }) => blobName);
      const blobs = blobsOf(false);
      return [
        ...twiceIn(blobs).map((name) => `another ${kind} run of ${name} was created`),
        ...twiceIn(blobsOf(true)).map((name) => `another ${kind} run of ${name} was refused`),
        ...unless(blobs.length <= most, () => `${blobs.length} ${kind} runs were created, of ${most}`),
      ];
    });
  });
}

function twiceIn(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** An activity looks at the flag right before it creates a run: only weather comes between. */
export function noRunAfterCancel(outcome: Outcome): string[] {
  const late = Math.max(0, ...faultsOf(outcome.day, 'spell').map(({ lateSeconds = 0 }) => lateSeconds)) * 1000;
  const between = outcome.azure.bites.some(
    ({ spell, call }) => ['transfers', 'pipelines'].includes(call.port) && UNHEARD.has(spell.weather),
  );
  const slack = between ? ACTIVITY_MS + late : 0;
  return eachTransfer(outcome, (transfer) => {
    const { canceledAt } = transfer;
    if (canceledAt === undefined) return [];
    const begun = runsOf(outcome, transfer).filter(({ begunAt }) => begunAt > canceledAt + slack);
    return begun.map(({ kind, begunAt }) => `${kind} run, ${(begunAt - canceledAt) / 1000} s later`);
  });
}

/** A run cannot be stopped: whoever reads the report must learn of each. */
export function runsAreNamed(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    const { batches, warnings = [] } = transfer.report;
    const text = JSON.stringify([batches, warnings]);
    const unnamed = runsOf(outcome, transfer).filter(
      (run) =>
        run.begunAt < transfer.finishedAt &&
        !text.includes(run.name) &&
        !isBeyondSight(outcome, transfer, run) &&
        !isMadeAgainUnseen(outcome, run),
    );
    return unnamed.map(({ kind, name }) => `the ${kind} run ${name} is not in the report`);
  });
}

/** A later life that cannot look at the first run of its pipeline does not know that another one was made for a new role. */
function isMadeAgainUnseen({ azure, day }: Outcome, { kind }: Run): boolean {
  const end = kind === 'export' ? 'source' : 'target';
  const isRoleNew = faultsOf(day, 'roleNew').some((fault) => fault.end === end);
  const hasLaterLife = (['terminated', 'hubLost'] as const).some((fault) => faultsOf(day, fault).length > 0);
  return isRoleNew && hasLaterLife && azure.bites.some(({ call }) => call.port === 'pipelines');
}

/** Of a run whose creation nobody heard, and which is gone before a look showed it, nobody knows that it ever was. */
export function isBeyondSight({ azure, day, lives }: Outcome, { index }: EndedTransfer, { kind }: Run): boolean {
  const vanishes = faultsOf(day, 'runVanishes').some(({ run, transfer }) => run === kind && transfer === index);
  const unheard = azure.bites.some(({ spell, call }) => call.port === 'pipelines' && UNHEARD.has(spell.weather));
  return vanishes && (unheard || lives > 1);
}

/** Blocks are sent again only where an answer may not have been heard, or where they vanished. */
export function noBlockTwice({ azure, day }: Outcome): string[] {
  const vanished = ['blocksVanish', 'blobReplaced', 'blobLost'] as const;
  if (vanished.some((kind) => faultsOf(day, kind).length > 0)) return [];
  const unheard = azure.bites.some(({ spell, call }) => COPY_PORTS.has(call.port) && UNHEARD.has(spell.weather));
  if (unheard) return [];
  const sent = azure.noted.writes
    .filter(({ what }) => what === 'stage')
    .map(({ end, name, block }) => `${end.registryName} ${name} ${block}`);
  const twice = sent.filter((one, index) => sent.indexOf(one) !== index);
  return unless(twice.length === 0, () => `${twice.length} of ${sent.length} blocks`);
}

export function noCommitUnannounced({ azure }: Outcome): string[] {
  return azure.noted.unannounced.map((name) => `${name} had none`);
}

/** An import reads what this app has copied, not what it found. */
export function importsOwnCopies(outcome: Outcome): string[] {
  const commits = outcome.azure.noted.writes.filter(({ what }) => what === 'commit');
  return eachTransfer(outcome, (transfer) =>
    runsOf(outcome, transfer)
      .filter(
        ({ kind, begunAt, blobName }) =>
          kind === 'import' && !commits.some(({ at, name }) => at <= begunAt && name === blobName),
      )
      .map(({ name }) => `the import run ${name} was created before a commit`),
  );
}
