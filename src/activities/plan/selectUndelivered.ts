import { parseArtifact, type ArtifactReference } from '../../domain/artifact';
import { TransferRecordGoneError } from '../../domain/failures/errors';
import { namedRepository, type SelectedRepository } from '../../domain/planning/selectedRepository';
import { artifactPagesOf } from '../../domain/report/artifactPages';
import { undeliveredOutcomes } from '../../domain/report/undelivered';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import type { Names } from './lookAtNames';
import type { Found } from './found';

/** What an earlier transfer did not deliver, page by page; each is looked up as the source registry has it now. */
export async function namesOfUndelivered(
  { transfers, pages, budgetedCatalog }: Pick<ActivityDependencies, 'transfers' | 'pages' | 'budgetedCatalog'>,
  { earlier, source, route }: { earlier: string; source: RouteEnd; route: string },
  found: Found,
): Promise<Omit<Names, 'isFull'>> {
  const report = await transfers.readReport(earlier);
  if (!report) throw new TransferRecordGoneError(earlier);
  const undelivered = artifactPagesOf(pages, report, undeliveredOutcomes(report));
  const repositories = new Map<string, SelectedRepository>();
  const selectedIn = (repository: string): SelectedRepository => {
    const known = repositories.get(repository);
    if (known) return known;
    const named = namedRepository(repository, []);
    repositories.set(repository, named);
    found.repositories.push(named);
    return named;
  };
  return {
    async list(after) {
      const page = Number(after ?? 0);
      const artifacts = page < undelivered.count ? await undelivered.read(page) : [];
      return {
        names: artifacts.map(({ artifact }) => artifact),
        ...(page + 1 < undelivered.count && { next: String(page + 1) }),
      };
    },
    async look(artifact) {
      const reference = referenceOf(artifact);
      const digest = await budgetedCatalog.findDigest(source, route, reference);
      selectedIn(reference.repository).selected.push({
        ...('tag' in reference && { tag: reference.tag }),
        ...(digest === undefined ? { digest: '', isGone: true } : { digest }),
      });
      found.count += 1;
      return true;
    },
  };
}

function referenceOf(artifact: string): ArtifactReference {
  const reference = parseArtifact(artifact);
  if ('problem' in reference)
    throw new Error(`The report names ${artifact}, which is no artifact: ${reference.problem}.`);
  return reference;
}
