import type { TransferPages } from '../ports/transferPages';
import {
  ARTIFACT_OUTCOMES,
  ARTIFACTS_PER_PAGE,
  type ArtifactOutcome,
  type ArtifactReport,
  type TransferReport,
} from './report';

/** All artifacts of a report, or those of some outcomes, in pages: what was not delivered first. */
export interface ArtifactPages {
  count: number;
  /** @param number  from 0 on */
  read(number: number): Promise<ArtifactReport[]>;
}

export function artifactPagesOf(
  pages: TransferPages,
  report: TransferReport,
  outcomes: readonly ArtifactOutcome[] = ARTIFACT_OUTCOMES,
): ArtifactPages {
  if (!report.more) {
    const found = outcomes.flatMap((each) => report.artifacts.filter(({ outcome }) => outcome === each));
    return {
      count: Math.ceil(found.length / ARTIFACTS_PER_PAGE),
      read: async (number) => found.slice(number * ARTIFACTS_PER_PAGE, (number + 1) * ARTIFACTS_PER_PAGE),
    };
  }
  const names = outcomes.flatMap((outcome) => {
    const count = Math.ceil((report.totals?.outcomes[outcome] ?? 0) / ARTIFACTS_PER_PAGE);
    return Array.from({ length: count }, (_, number) => artifactPageName(outcome, number));
  });
  return {
    count: names.length,
    read: async (number) => (await pages.readPage(report.id, 'artifacts', names[number] ?? '')) ?? [],
  };
}

/** The number under which a page of artifacts of one outcome is kept. */
export function artifactPageName(outcome: ArtifactOutcome, number: number): string {
  return `${outcome}-${number}`;
}
