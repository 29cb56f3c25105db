import { ARTIFACT_OUTCOMES, isDone, type ArtifactOutcome, type TransferReport } from './report';

/** What another transfer can take up: everything but what was delivered or exported, and what the service cannot transfer. */
const UNDELIVERED = ARTIFACT_OUTCOMES.filter((outcome) => !isDone({ outcome }) && outcome !== 'skipped');

/** The outcomes of the artifacts of a report that another transfer can take up. */
export function undeliveredOutcomes({ totals, artifacts }: TransferReport): ArtifactOutcome[] {
  const has = (outcome: ArtifactOutcome): boolean =>
    totals ? (totals.outcomes[outcome] ?? 0) > 0 : artifacts.some((artifact) => artifact.outcome === outcome);
  return UNDELIVERED.filter(has);
}
