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
