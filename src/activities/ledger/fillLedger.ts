import { CANCELED, type Canceled } from '../../domain/failures/ending';
import { FerryError } from '../../domain/failures/errors';
import type { DeliveredArtifact } from '../../domain/ledger/entry';
import {
  addFindings,
  NOTHING_FOUND,
  type LedgerRebuild,
  type ListPlace,
  type RebuildFindings,
  type RebuildPlace,
} from '../../domain/ledger/rebuild';
import type { ActivityDependencies } from '../dependencies';
import { startTimeBudget } from '../timeBudget';
import { findRunning, type OfRebuild } from './runningRebuild';

type Dependencies = Pick<ActivityDependencies, 'rebuilds' | 'listing' | 'ledger' | 'machine'>;

/** What one call noted. */
export interface Filled {
  found: RebuildFindings;
  /** Where the next call goes on; absent at the end. */
  next?: RebuildPlace;
  /** How long a service asks to be left alone before that. */
  retryAfterSeconds?: number;
}

/**
 * Lists the target registry of a rebuild from a place on, for as long as an activity should take, and notes in the ledger what is
 * there: every tag, and every manifest that has none. Nobody compares it with the source, so it is not `verified`. Its time is
 * that before each page is asked for: what is delivered meanwhile is newer.
 *
 * A repository whose pages are refused, or whose part of the ledger cannot be read, is left out and counted. What may pass ends
 * the call, and is thrown by one that it begins with, so that the caller waits; a refusal does so only as long as `skipsRefused`
 * does not say that it was waited out.
 *
 * @returns CANCELED where this is not the rebuild of the route any more
 * Errors: those of the listing and of the ledger that come before anything is noted.
 */
export async function fillLedger(
  deps: Dependencies,
  input: OfRebuild & { place: RebuildPlace; skipsRefused: boolean },
): Promise<Filled | Canceled> {
  const running = await findRunning(deps, input);
  if (!running) return CANCELED;
  const filling = new Filling(deps, running.rebuild, input);
  try {
    await filling.run();
  } catch (error) {
    if (!(error instanceof FerryError) || !filling.hasMoved) throw error;
    const { retryAfterSeconds } = error;
    return { ...filling.upTo(), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }
  return filling.upTo();
}

/** One call, as far as it has come. */
class Filling {
  hasMoved = false;
  private found: RebuildFindings = NOTHING_FOUND;
  private place: RebuildPlace;
  private isEnd = false;
  private readonly skipsRefused: boolean;
  private readonly isTimeUp: () => boolean;

  constructor(
    private readonly deps: Dependencies,
    private readonly rebuild: LedgerRebuild,
    { place, skipsRefused }: { place: RebuildPlace; skipsRefused: boolean },
  ) {
    this.place = place;
    this.skipsRefused = skipsRefused;
    this.isTimeUp = startTimeBudget(deps.machine);
  }

  upTo(): Filled {
    return { found: this.found, ...(!this.isEnd && { next: this.place }) };
  }

  async run(): Promise<void> {
    const { target, route } = this.rebuild;
    while (!this.isTimeUp()) {
      const { after } = this.place;
      const page = await this.deps.listing.repositories(target, route, after === undefined ? {} : { after });
      for (const repository of page.repositories) {
        if (this.isTimeUp()) return;
        if (!(await this.noteRepository(repository))) return;
      }
      if (page.next === undefined) {
        this.isEnd = true;
        return;
      }
      this.moveTo({ after: page.next });
    }
  }

  /** @returns false where there was no time for all of it */
  private async noteRepository(repository: string): Promise<boolean> {
    const { within } = this.place;
    let at: ListPlace | undefined = within?.repository === repository ? within : { repository, list: 'tags' };
    try {
      for (;;) {
        at = await this.notePage(at);
        if (!at) break;
        this.moveTo({ ...this.place, within: at });
        if (this.isTimeUp()) return false;
      }
      this.count({ repositories: 1 });
    } catch (error) {
      if (!(error instanceof FerryError) || this.waits(error)) throw error;
      // Its own next step speaks of a transfer.
      const failure = { ...error.toFailure(), nextStep: error.remedy };
      this.count({ failedRepositories: 1, failures: [failure] });
    }
    this.moveTo({ after: repository });
    return true;
  }

  private waits(error: FerryError): boolean {
    return error.transient || (error.mayPassSoon && !this.skipsRefused);
  }

  /** @returns the place of the next page; undefined after the last one */
  private async notePage({ repository, list, after }: ListPlace): Promise<ListPlace | undefined> {
    const { id, route } = this.rebuild;
    const at = new Date(this.deps.machine.now()).toISOString();
    const { artifacts, next } = await this.readPage({ repository, list, ...(after !== undefined && { after }) });
    if (artifacts.length > 0) await this.deps.ledger.record(route, { id, at, unverified: true }, artifacts);
    this.count({ entries: artifacts.length });
    if (next !== undefined) return { repository, list, after: next };
    return list === 'tags' ? { repository, list: 'manifests' } : undefined;
  }

  /** A manifest's own list of its tags may be cut short: https://github.com/Azure/azure-cli/issues/7438. */
  private async readPage({
    repository,
    list,
    ...page
  }: ListPlace): Promise<{ artifacts: DeliveredArtifact[]; next: string | undefined }> {
    const asked = [this.rebuild.target, this.rebuild.route, repository, page] as const;
    if (list === 'tags') {
      const { tags, next } = await this.deps.listing.tags(...asked);
      const there = tags.filter(({ state }) => state !== 'softDeleted');
      return { artifacts: there.map(({ name, digest }) => ({ repository, tag: name, digest })), next };
    }
    const { manifests, next } = await this.deps.listing.manifests(...asked);
    const untagged = manifests.filter(({ tags, state }) => tags.length === 0 && state !== 'softDeleted');
    return { artifacts: untagged.map(({ digest }) => ({ repository, digest })), next };
  }

  private count(more: Partial<RebuildFindings>): void {
    this.found = addFindings(this.found, { ...NOTHING_FOUND, ...more });
  }

  private moveTo(place: RebuildPlace): void {
    this.place = place;
    this.hasMoved = true;
  }
}
