import type { Failure } from '../failures/failure';
import type { Batch } from '../plan';
import type { BatchFindings, BatchResult } from '../report/batchResult';
import { outcomeOf, type ArtifactReport } from '../report/report';

/** A batch of which no manifest says what it holds: its artifacts are those that the import run named. */
export function unverifiedImport(
  { name: batch }: Batch,
  { exported: _exported, importedAt, warnings, ...steps }: BatchFindings,
  artifacts: ArtifactReport[],
  failures: Failure[],
): BatchResult {
  const names = artifacts.map(({ artifact }) => artifact);
  return {
    report: { batch, outcome: outcomeOf(artifacts, failures), artifacts: names, ...steps },
    artifacts,
    failures,
    ...(importedAt !== undefined && { importedAt }),
    ...(warnings && { warnings }),
  };
}
