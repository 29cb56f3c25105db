import {
  AccessDeniedError,
  ArtifactIncompleteInSourceError,
  ArtifactNotFoundError,
  TagDriftedError,
  type FerryError,
} from '../../../src/domain/failures/errors';
import { composeReport } from '../../../src/domain/report/composeReport';

it.each<[FerryError, string]>([
  [new ArtifactNotFoundError('app:v1', 'builds'), 'missing'],
  [new ArtifactIncompleteInSourceError('app:v1', 'builds', 'the layer sha256:1'), 'incomplete'],
  [new TagDriftedError('app:v1', { askedFor: 'sha256:1', found: 'sha256:2' }), 'drifted'],
  [new AccessDeniedError('look up app:v1', 'AcrPull', { words: '403 DENIED' }), 'failed'],
])('an artifact that was not planned because of %s is %s', (error, outcome) => {
  const failure = error.toFailure();
  const report = composeReport(
    {
      transferId: 't1',
      route: 'prod',
      startedBy: { kind: 'functionKey', name: 'function key' },
      startedAt: '2026-11-21T10:00:00.000Z',
      finishedAt: '2026-11-21T10:01:00.000Z',
      unplanned: [{ artifact: 'app:v1', failure }],
      failures: [],
    },
    [],
  );
  expect(report).toMatchObject({ outcome: 'failed', artifacts: [{ artifact: 'app:v1', outcome, failure }] });
});

it('what parts of a batch left behind is told with each, and why', () => {
  // Prepare
  const part = (batch: string) => ({ batch, outcome: 'failed' as const, artifacts: ['app:v1'] });
  const result = { report: { ...part('b1'), parts: [part('p1'), part('p2')] }, artifacts: [], failures: [] };
  const left = [{ blob: 'https://a/c/x', why: 'Leased.' }];
  const failure = new AccessDeniedError('delete x', 'a role', { words: '403' }).toFailure();
  const parts = [{ cleanUp: { left, failures: [failure] } }, { cleanUpFailure: failure, ledgerFailure: failure }];

  // Act
  const { batches, cleanUpFailures, ledgerFailures } = composeReport(
    {
      ...{ transferId: 't1', route: 'prod', startedBy: { kind: 'functionKey', name: 'function key' } },
      ...{ startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:01:00.000Z' },
      ...{ unplanned: [], failures: [] },
    },
    [{ result, cleanUp: { left: [], failures: [] }, parts }],
  );

  // Assess
  expect(batches).toMatchObject([
    { blobsDeleted: true, parts: [{ blobsDeleted: false, leftBehind: left }, part('p2')] },
  ]);
  expect(cleanUpFailures).toEqual([failure]);
  // The batch itself notes in the ledger what its parts delivered.
  expect(ledgerFailures).toBeUndefined();
});
