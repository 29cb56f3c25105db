import { scheduledTransferId } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { IndexLine } from '../../domain/ports/transferRemovals';
import type { Cleanup } from '../../domain/retention/cleanup';
import { BEGUN, decideBeforeNeeds, decideTransfer, NO_RECORD } from '../../domain/retention/decideTransfer';
import { daysOfTransfer } from '../../domain/retention/retention';
import { retentionFor } from '../../domain/retention/retentionFor';
import { areOlderThan, type Verdict } from '../../domain/retention/verdict';
import type { ActivityDependencies } from '../dependencies';
import { createTraces } from './tracesOf';

/** What it takes to judge whether a transfer may go. */
export type JudgingDependencies = Pick<
  ActivityDependencies,
  'transfers' | 'pages' | 'storedBlobs' | 'pipelineRuns' | 'schedules' | 'pushes' | 'machine'
> & { instances: Pick<Instances, 'find'> };

/** A retry of a retry, and so on, ends sooner. */
const MOST_RETRIES = 100;

/**
 * Judges transfers of one cleanup, line by line of the index; what several of them need is asked for once.
 *
 * Errors: those of the app's own store and of the durable client. A service that cannot be asked keeps what it may be about.
 */
export function createJudge(
  deps: JudgingDependencies,
  cleanup: Pick<Cleanup, 'routes' | 'known'>,
): (line: IndexLine) => Promise<Verdict | undefined> {
  const { transfers, instances, machine } = deps;
  const dueOf = remembering((route: string) => whatIsDue(deps, route));
  const tracesOf = createTraces(deps);

  /** Undefined where the cleanup is not asked to look at it. */
  return async (line) => {
    if (line.isLeaving) return BEGUN;
    const asked = cleanup.routes.find(({ name }) => name === line.route);
    const now = machine.now();
    // A younger one has not ended earlier: it is not worth a look.
    const known = asked && retentionFor(cleanup, { route: line.route, pinnedRoute: asked });
    if (known && !areOlderThan([line.createdAt], daysOfTransfer(known), now)) return undefined;
    const record = await transfers.find(line.id);
    if (record?.createdAt !== line.createdAt) return NO_RECORD;
    const retention = retentionFor(cleanup, record);
    if (!retention || !areOlderThan([line.createdAt], daysOfTransfer(retention), now)) return undefined;
    const report = await transfers.readReport(record.id);
    const kept = { ...{ retention, now }, ...(report && { report }) };
    const before = decideBeforeNeeds(kept);
    if (before) return before;
    const needs = {
      runs: await mayRun(record.id),
      isRetried: await isRetried(deps, record.id),
      isDue: (await dueOf(record.route)).has(record.id),
      ...(await tracesOf(record)),
    };
    return decideTransfer(kept, needs);
  };

  async function mayRun(id: string): Promise<boolean> {
    const found = await instances.find(id);
    return found !== undefined && found.state !== 'ended';
  }
}

/**
 * A retry of what ended before it had a plan needs what that one was to retry. A retry that itself ended before it had one, as long as it
 * is kept, may be retried.
 */
async function isRetried({ transfers, pages }: JudgingDependencies, id: string): Promise<boolean> {
  let at = id;
  for (let steps = 0; steps < MOST_RETRIES; steps += 1) {
    const retry = await pages.readPage(at, 'retries', 0);
    if (!retry) return false;
    const [record, report] = await Promise.all([transfers.find(retry.id), transfers.readReport(retry.id)]);
    if (record && !report) return true;
    // The retry of an arrival needs nothing of the first one.
    if (record && !record.arrival && !(await transfers.readPlan(retry.id))) return true;
    at = retry.id;
  }
  return true;
}

/** Ids of transfers that are to be started, as far as is written down: whoever finds no record starts them again. */
async function whatIsDue({ schedules, pushes }: JudgingDependencies, route: string): Promise<ReadonlySet<string>> {
  const [read, claim] = await Promise.all([schedules.read(route), pushes.readClaim(route)]);
  const scheduled = (read?.book.schedules ?? []).flatMap(({ name, open }) =>
    open.map((due) => scheduledTransferId(route, name, due)),
  );
  return new Set([...scheduled, ...(claim ? [claim.claim.transfer] : [])]);
}

function remembering<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? ask(key);
    known.set(key, found);
    return found;
  };
}
