import { isStill } from '../../domain/arrivals/arrivedBlob';
import { isRegistryRunOf, latestRun, mayHaveImported } from '../../domain/arrivals/registryRun';
import { ArrivedBlobGoneError, ArrivedBlobReplacedError, FerryError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import type { ListedRun } from '../../domain/retention/decideRun';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { doubleImportAt } from '../runs/lookAtImportPipeline';
import { startTimeBudget } from '../timeBudget';
import { arrivalOf, type Arrival } from './arrivalOf';

/** What is known of the registry's own import of a blob, after one call of a look or more. */
export interface RegistryRunLook {
  /** Whether the source trigger is on. */
  isOn: boolean;
  /** What there is to be warned of where the app imports as well; absent where the trigger is off. */
  warning?: Failure;
  /** The run that imports the blob, or has. */
  run?: Pick<ListedRun, 'name' | 'createdAt'>;
  /** When the blob was written; ISO 8601. */
  writtenAt?: string;
  /** True where the blob is not there any more: a run may remove what it has imported. */
  isGone?: true;
  /** The page that comes next; absent where the look is over. */
  next?: string;
  /** The last page of the list; absent where that is the first one. */
  last?: string;
}

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'pipelines' | 'budgetedRuns' | 'storedBlobs' | 'machine'>;

/**
 * Looks whether the registry imports a blob by itself, and for its run: in the list of all runs of the registry, whose order nobody has
 * described (acr-transfer §5), page by page as far as its time reaches. A look that is not full reads the pages where new runs
 * may stand: the first one, and those from the last one that is known.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError; those of TransferPipelines, PipelineRuns, StoredBlobs, the read budget and the app's own store.
 *
 * @param input.before  what the last call found; where it was cut off, this one goes on there
 */
export async function lookForRegistryRun(
  deps: Dependencies,
  input: OfTransfer & { before?: RegistryRunLook; isFull: boolean },
): Promise<RegistryRunLook> {
  const { before, isFull, transferId } = input;
  const isOver = startTimeBudget(deps.machine);
  const arrival = await arrivalOf(deps, { transferId });
  const goesOn = before?.next !== undefined;
  const { look, mayHaveRun } = goesOn ? { look: before, mayHaveRun: true } : await begin(deps, arrival, before);
  if (!mayHaveRun) return orGone(look, arrival);
  const { arrived, seenAt, route } = arrival;
  const { next: from, ...found } = look;
  const known = isFull || goesOn ? undefined : before?.last;
  let page: string | undefined = from;
  for (let pages = 0; ; pages += 1) {
    const listed = await deps.budgetedRuns.list(route.target, page).catch((error: unknown) => {
      if (pages > 0 && mayPass(error)) return undefined;
      throw error;
    });
    // What was read counts: the next call goes on with this page.
    if (!listed) break;
    const { runs, next } = listed;
    for (const run of runs) {
      if (isRegistryRunOf(run, route.target, arrived, { ...found, seenAt }))
        found.run = latestRun(found.run, shown(run));
    }
    if (page !== undefined) found.last = page;
    page = page === undefined && next !== undefined ? (known ?? next) : next;
    if (page === undefined || isOver()) break;
  }
  const all = { ...found, ...(page !== undefined && { next: page }) };
  return isFull ? orGone(all, arrival) : all;
}

function mayPass(error: unknown): boolean {
  return error instanceof FerryError && error.transient;
}

/** A blob that is gone, and that no run has read, nobody imports any more. */
function orGone(look: RegistryRunLook, { blob }: Arrival): RegistryRunLook {
  if (look.isGone && !look.run && look.next === undefined) throw new ArrivedBlobGoneError(blob);
  return look;
}

function shown({ name, createdAt }: ListedRun): RegistryRunLook['run'] & object {
  return { name, ...(createdAt !== undefined && { createdAt }) };
}

/** What pipeline and blob tell, and whether the list may tell more. */
async function begin(
  { pipelines, storedBlobs }: Dependencies,
  { route: { target }, arrived, blob, seenAt }: Arrival,
  before: RegistryRunLook | undefined,
): Promise<{ look: RegistryRunLook; mayHaveRun: boolean }> {
  const trigger = (await pipelines.importTrigger(target)) ?? { isOn: false };
  const there = await storedBlobs.look(target, arrived.name);
  if (there && !isStill(arrived, there)) throw new ArrivedBlobReplacedError(blob);
  const writtenAt = before?.writtenAt ?? there?.lastModified;
  const time = { seenAt, ...(writtenAt !== undefined && { writtenAt }) };
  const { isOn } = trigger;
  return {
    look: {
      isOn,
      ...(isOn && { warning: doubleImportAt(target) }),
      ...(writtenAt !== undefined && { writtenAt }),
      ...(!there && { isGone: true as const }),
    },
    mayHaveRun: before?.isOn === true || mayHaveImported(trigger, time),
  };
}
