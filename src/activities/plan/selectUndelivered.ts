import { parseArtifact, type ArtifactReference } from '../../domain/artifact';
import { TransferRecordGoneError } from '../../domain/failures/errors';
import type { SelectedPage } from '../../domain/planning/selectedPage';
import type { SelectedRepository } from '../../domain/planning/selectedRepository';
import { artifactPagesOf } from '../../domain/report/artifactPages';
import type { ArtifactReport } from '../../domain/report/report';
import { undeliveredOutcomes } from '../../domain/report/undelivered';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';

const LOOKUPS_AT_ONCE = 8;

/** Takes a page of what an earlier transfer did not deliver, as the source registry has it now. */
export async function selectUndelivered(
  deps: Pick<ActivityDependencies, 'transfers' | 'pages' | 'budgetedCatalog'>,
  where: { earlier: string; page: number; source: RouteEnd; route: string },
): Promise<SelectedPage> {
  const { earlier, page, source, route } = where;
  const report = await deps.transfers.readReport(earlier);
  if (!report) throw new TransferRecordGoneError(earlier);
  const undelivered = artifactPagesOf(deps.pages, report, undeliveredOutcomes(report));
  const artifacts = page < undelivered.count ? await undelivered.read(page) : [];
  const repositories = new Map<string, SelectedRepository>();
  await mapConcurrently(artifacts, LOOKUPS_AT_ONCE, async (artifact) => {
    const reference = referenceOf(artifact);
    const digest = await deps.budgetedCatalog.findDigest(source, route, reference);
    const { repository } = reference;
    const found = repositories.get(repository) ?? {
      repository,
      selected: [],
      referringTags: [],
      mayRefer: [],
      indexes: [],
      unreadable: [],
    };
    repositories.set(repository, found);
    found.selected.push({
      ...('tag' in reference && { tag: reference.tag }),
      digest: digest ?? artifact.sourceDigest ?? '',
      ...(digest === undefined && { isGone: true as const }),
    });
  });
  return { repositories: [...repositories.values()], ...(page + 1 < undelivered.count && { after: String(page) }) };
}

function referenceOf({ artifact }: ArtifactReport): ArtifactReference {
  const reference = parseArtifact(artifact);
  if ('problem' in reference)
    throw new Error(`The report names ${artifact}, which is no artifact: ${reference.problem}.`);
  return reference;
}
