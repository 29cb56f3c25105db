import { ARTIFACT_OUTCOMES, ARTIFACTS_PER_PAGE, type ArtifactReport } from '../../domain/report/report';
import { artifactPageName } from '../../domain/report/artifactPages';
import type { TransferPages } from '../../domain/ports/transferPages';
import { slicesOf } from '../../domain/slices';
import { mapConcurrently } from '../mapConcurrently';

const WRITES_AT_ONCE = 16;

/** Keeps what became of very many artifacts, in pages of one outcome each. */
export async function keepArtifactPages(
  pages: TransferPages,
  transferId: string,
  artifacts: readonly ArtifactReport[],
): Promise<void> {
  const slices = ARTIFACT_OUTCOMES.flatMap((outcome) => {
    const all = artifacts.filter((artifact) => artifact.outcome === outcome);
    return slicesOf(all, ARTIFACTS_PER_PAGE).map((slice, number) => ({
      name: artifactPageName(outcome, number),
      slice,
    }));
  });
  await mapConcurrently(slices, WRITES_AT_ONCE, async ({ name, slice }) => {
    await pages.keepPage(transferId, 'artifacts', name, slice);
  });
}
