import type { ArtifactOutcome, ArtifactReport, TransferReport } from '../../src/domain/report/report';

/**
 * The report of the transfer `t1`, which ended with these artifacts.
 *
 * @param listed  those that the report itself has, where they are too many for it
 */
export function partialReport(artifacts: ArtifactReport[], listed = artifacts): TransferReport {
  const outcomes: Partial<Record<ArtifactOutcome, number>> = {};
  for (const { outcome } of artifacts) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const isLong = listed.length < artifacts.length;
  return {
    version: 1,
    id: 't1',
    route: 'prod',
    outcome: 'partial',
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:01:00.000Z',
    totals: { artifacts: artifacts.length, batches: 1, known: 0, outcomes },
    artifacts: listed,
    batches: [],
    failures: [],
    ...(isLong && { more: { artifacts: artifacts.length - listed.length, batches: 0 } }),
  };
}
