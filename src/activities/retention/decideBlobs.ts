import { parseBlobName, type BlobNameParts } from '../../domain/names';
import type { CleanupItem } from '../../domain/retention/cleanup';
import {
  decideBeforeLook,
  decideBlob,
  decideBlocks,
  decideManifest,
  type BlobFacts,
} from '../../domain/retention/decideBlob';
import { retentionOf } from '../../domain/retention/retention';
import type { Standing } from '../../domain/retention/standing';
import type { Verdict } from '../../domain/retention/verdict';
import type { BatchResult } from '../../domain/report/batchResult';
import type { Route, RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';
import { decided, type Decided, type PageToDecide } from './decideRuns';
import { endOf, requireCleanup } from './ofCleanup';
import { createStandings } from './standings';

type Dependencies = Pick<ActivityDependencies, 'cleanups' | 'storedBlobs' | 'blockLists' | 'transfers' | 'machine'>;

const LOOKS_AT_ONCE = 8;

/** What one look at a container needs. */
interface Looking {
  deps: Dependencies;
  route: Route;
  side: 'source' | 'target';
  end: RouteEnd;
  standingOf: (id: string) => Promise<Standing>;
}

/** What became of a blob of that name, as far as it is there. */
interface Judged {
  kind: CleanupItem['kind'];
  verdict: Verdict;
  etag?: string;
}

/**
 * Decides what becomes of some of the blobs, manifests and uncommitted blocks in a container of a route whose names carry it, and
 * keeps the decisions. Nothing is removed. What was decided under the key before stays so.
 *
 * Errors: those of the storage and of the app's own store.
 */
export async function decideBlobs(deps: Dependencies, input: PageToDecide): Promise<Decided> {
  const { cleanupId, page: key, place, side } = input;
  const kept = await deps.cleanups.readDecisions(cleanupId, key);
  if (kept) return decided(kept);
  const { route, end } = endOf(await requireCleanup(deps, input), input);
  const looking = { deps, route, side, end, standingOf: createStandings(deps, route.name) };
  const listed = await deps.storedBlobs.list(end, `${route.name}-t`, place.page);
  const found: CleanupItem[] = [];
  await mapConcurrently([...listed.names.entries()], LOOKS_AT_ONCE, async ([index, name]) => {
    const parts = parseBlobName(name);
    if (parts?.route !== route.name) return;
    const judged = parts.isManifest ? await judgeManifest(looking, name, parts) : await judgeBlob(looking, name, parts);
    if (!judged) return;
    const { kind, verdict, etag } = judged;
    found[index] = { route: route.name, side, kind, name, ...verdict, ...(etag !== undefined && { etag }) };
  });
  const page = { items: found.filter(Boolean), ...(listed.next !== undefined && { next: { page: listed.next } }) };
  return decided(await deps.cleanups.keepDecisions(cleanupId, key, page));
}

async function judgeBlob(looking: Looking, name: string, parts: BlobNameParts): Promise<Judged | undefined> {
  const { deps, side, end } = looking;
  const facts = await factsOf(looking, name, parts);
  const kind = side === 'source' ? 'exportedBlob' : 'copy';
  const seen = await deps.storedBlobs.look(end, name);
  if (seen) return { kind, verdict: decideBlob(seen, facts), etag: seen.etag };
  const isStaged = (await deps.blockLists.staged(end, name)).size > 0;
  return isStaged ? { kind: 'blocks', verdict: decideBlocks(facts) } : undefined;
}

async function judgeManifest(looking: Looking, name: string, parts: BlobNameParts): Promise<Judged | undefined> {
  const { deps, end } = looking;
  const ofBlob = name.slice(0, -'.manifest.json'.length);
  const facts = await factsOf(looking, ofBlob, parts);
  const before = decideBeforeLook(facts);
  if (before) return { kind: 'manifest', verdict: before };
  const seen = await deps.storedBlobs.look(end, name);
  if (!seen) return undefined;
  const judged = await judgeBlob(looking, ofBlob, parts);
  const said = await deps.storedBlobs.readJson(end, name);
  const verdict = decideManifest({ lastModified: seen.lastModified, said }, parts.transferId, facts, judged?.verdict);
  return { kind: 'manifest', verdict, etag: seen.etag };
}

async function factsOf(
  { deps, route, side, end, standingOf }: Looking,
  blob: string,
  { transferId, batch }: BlobNameParts,
): Promise<BlobFacts> {
  const standing = await standingOf(transferId);
  const facts = { side, retention: retentionOf(route), now: deps.machine.now() };
  if (standing.is !== 'ended') return { ...facts, standing };
  const record = await deps.transfers.find(transferId);
  // The route may have had other containers then: this blob is a namesake.
  if (record?.pinnedRoute[side]?.containerUri !== end.containerUri) return { ...facts, standing: ELSEWHERE };
  const result = await findBatch(deps, transferId, batch, blob);
  return { ...facts, standing, ...(result && { batch: result }) };
}

const ELSEWHERE: Standing = { is: 'unclear', why: 'Its transfer used another container.' };

/** The batch whose blob it is: names of batches may begin alike. */
async function findBatch(
  { transfers }: Pick<Dependencies, 'transfers'>,
  transferId: string,
  beginning: string,
  blob: string,
): Promise<BatchResult | undefined> {
  const names = await transfers.batchNames(transferId, beginning);
  const results = await Promise.all(names.map((name) => transfers.readBatchResult(transferId, name)));
  const own = results.flatMap((result) => (result?.report.blob === blob ? [result] : []));
  return own.length === 1 ? own[0] : undefined;
}
