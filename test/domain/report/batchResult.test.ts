import {
  ArtifactIncompleteError,
  ArtifactIncompleteInSourceError,
  ArtifactNotDeliveredError,
  ArtifactNotFoundError,
  PipelineRunFailedError,
} from '../../../src/domain/failures/errors';
import type { FailureCode } from '../../../src/domain/failures/codes';
import { CANCELED, failed } from '../../../src/domain/failures/ending';
import type { Failure } from '../../../src/domain/failures/failure';
import type { Batch } from '../../../src/domain/plan';
import { transferReportSchema, type ArtifactReport } from '../../../src/domain/report/report';
import { endedBatch, stopsTransfer, unverifiedBatch, verifiedBatch } from '../../../src/domain/report/batchResult';
import { composeReport, type EndedTransfer } from '../../../src/domain/report/composeReport';
import { digestOf } from '../../helpers/fakeRegistries';

const batch: Batch = {
  name: 'b'.repeat(32),
  artifacts: ['app:v2', 'app:v1'].map((artifact) => ({
    artifact,
    repository: 'app',
    tag: artifact.slice(4),
    digest: digestOf(artifact),
  })),
};
const missing = {
  artifact: 'app:v3',
  failure: new ArtifactNotFoundError('app:v3', 'builds').toFailure(),
};
const denied = { artifact: 'secret:v1', failure: failureOf('access_denied') };

const transfer: EndedTransfer = {
  transferId: 't1',
  route: 'prod',
  startedBy: { kind: 'functionKey', name: 'function key' },
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:05:00.000Z',
  unplanned: [missing],
  failures: [],
};

function failureOf(code: FailureCode): Failure {
  return { code, message: 'No.', nextStep: 'Give it.' };
}

const delivered = (artifact: string): ArtifactReport => ({
  artifact,
  outcome: 'delivered',
  sourceDigest: digestOf(artifact),
  targetDigest: digestOf(artifact),
});

it('a report says who, when, what, and lists its artifacts by name', () => {
  // Prepare
  const found = { blob: 'x.tar.gz', exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' as const } };

  // Act
  const report = composeReport(transfer, [
    { result: verifiedBatch(batch, found, [delivered('app:v2'), delivered('app:v1')]) },
  ]);

  // Assess
  expect(report).toEqual({
    version: 1,
    totals: { artifacts: 3, batches: 1, known: 0, outcomes: { delivered: 2, missing: 1 } },
    id: 't1',
    route: 'prod',
    outcome: 'partial',
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:05:00.000Z',
    artifacts: [
      delivered('app:v1'),
      delivered('app:v2'),
      { artifact: 'app:v3', outcome: 'missing', failure: missing.failure },
    ],
    batches: [{ batch: batch.name, outcome: 'succeeded', artifacts: ['app:v2', 'app:v1'], ...found }],
    failures: [],
  });
  expect(transferReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

it('what the plan leaves out is missing when the source has not got it, failed when it may not be read', () => {
  expect(composeReport({ ...transfer, unplanned: [missing, denied] }, [])).toMatchObject({
    outcome: 'failed',
    artifacts: [
      { artifact: 'app:v3', outcome: 'missing' },
      { artifact: 'secret:v1', outcome: 'failed', failure: { code: 'access_denied' } },
    ],
  });
});

it('what is not whole in the source is incomplete', () => {
  const failure = new ArtifactIncompleteInSourceError('app:v4', 'builds', 'the layer sha256:1').toFailure();
  expect(composeReport({ ...transfer, unplanned: [{ artifact: 'app:v4', failure }] }, [])).toMatchObject({
    outcome: 'failed',
    artifacts: [{ artifact: 'app:v4', outcome: 'incomplete', failure }],
  });
});

it('what was left out is told whatever became of the artifact', () => {
  // Prepare
  const leftOut = { parts: [{ digest: digestOf('layer'), mediaType: 'foreign', size: 7 }], more: 2 };
  const artifacts = batch.artifacts.map((planned) => ({ ...planned, leftOut }));
  const arrived = { ...delivered('app:v1'), leftOut, unknownManifests: leftOut };

  // Act
  const ended = composeReport(transfer, [{ result: endedBatch({ ...batch, artifacts }, {}, CANCELED) }]);
  const verified = composeReport(transfer, [{ result: verifiedBatch(batch, {}, [arrived]) }]);

  // Assess
  expect(ended.artifacts).toMatchObject([{ leftOut }, { leftOut }, { outcome: 'missing' }]);
  for (const report of [ended, verified]) {
    expect(transferReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  }
});

it('an artifact that is not whole in the target keeps that as its failure when the import run failed', () => {
  const failure = new ArtifactIncompleteError('app:v1', 'production', 'the layer sha256:1').toFailure();
  const run = new PipelineRunFailedError('import', '/runs/i1', 'It failed.', undefined).toFailure();
  const incomplete: ArtifactReport = { ...delivered('app:v1'), outcome: 'incomplete', failure };
  expect(verifiedBatch(batch, {}, [incomplete, delivered('app:v2')], run)).toMatchObject({
    report: { outcome: 'partial' },
    artifacts: [{ outcome: 'incomplete', failure }, { outcome: 'delivered' }],
    failures: [run],
  });
});

it.each([
  ['Internal server error: try again later.', 'succeeded', 0],
  ['It failed.', 'partial', 1],
  ['Failed to access storage. Status: 403 (Forbidden)', 'partial', 1],
])('where all of it is there after a run that failed with "%s", it has %s', (words, outcome, failures) => {
  const run = new PipelineRunFailedError('import', '/runs/i1', words, undefined).toFailure();
  const importRun = { resourceId: '/runs/i1', outcome: 'failed' as const };
  const result = verifiedBatch(batch, { importRun }, [delivered('app:v1'), delivered('app:v2')], run);
  expect(result).toMatchObject({ report: { outcome, importRun }, failures: { length: failures } });
});

it('a step that ends a batch is the failure of each of its artifacts, which keep their digests', () => {
  const report = composeReport(transfer, [{ result: endedBatch(batch, {}, failed(denied.failure)) }]);
  expect(report.outcome).toBe('failed');
  expect(report.failures).toEqual([denied.failure]);
  expect(report.artifacts).toEqual([
    { artifact: 'app:v1', outcome: 'failed', sourceDigest: digestOf('app:v1'), failure: denied.failure },
    { artifact: 'app:v2', outcome: 'failed', sourceDigest: digestOf('app:v2'), failure: denied.failure },
    { artifact: 'app:v3', outcome: 'missing', failure: missing.failure },
  ]);
});

it('a canceled batch is not delivered, and what was missing before is still missing', () => {
  expect(composeReport(transfer, [{ result: endedBatch(batch, {}, CANCELED) }])).toMatchObject({
    outcome: 'canceled',
    artifacts: [
      { outcome: 'failed', failure: { code: 'transfer_canceled' } },
      { outcome: 'failed', failure: { code: 'transfer_canceled' } },
      { outcome: 'missing' },
    ],
    batches: [{ outcome: 'canceled' }],
  });
});

it('a failed import run is why an artifact is not there, and not held against one that is', () => {
  // Prepare
  const run = new PipelineRunFailedError('import', '/runs/i1', 'The blob is gone.', 'abc').toFailure();
  const gone = notDelivered('app:v2');

  // Act
  const report = composeReport(transfer, [{ result: verifiedBatch(batch, {}, [delivered('app:v1'), gone], run) }]);

  // Assess
  expect(report).toMatchObject({ outcome: 'partial', failures: [run] });
  expect(report.artifacts[1]).toEqual({ ...gone, outcome: 'failed', failure: run });
});

it('a run whose end nobody knows is not called successful where an artifact is not there', () => {
  // Prepare
  const importRun = { resourceId: '/runs/i1', outcome: 'unknown' } as const;
  const gone = notDelivered('app:v2');

  // Act
  const { artifacts } = verifiedBatch(batch, { importRun }, [delivered('app:v1'), gone]);

  // Assess
  expect(artifacts).toEqual([
    delivered('app:v1'),
    { ...gone, failure: new ArtifactNotDeliveredError('app:v2', { unclear: '/runs/i1' }).toFailure() },
  ]);
});

it('everything delivered by an import run that failed is still no success', () => {
  // Prepare
  const run = new PipelineRunFailedError('import', '/runs/i1', 'Odd.', undefined).toFailure();
  const result = verifiedBatch(batch, {}, [delivered('app:v1'), delivered('app:v2')], run);

  // Act
  const report = composeReport({ ...transfer, unplanned: [] }, [{ result }]);

  // Assess
  expect(report.outcome).toBe('partial');
});

it('a transfer that was not verified is unconfirmed, and every artifact says how to find out', () => {
  expect(composeReport(transfer, [{ result: unverifiedBatch(batch, {}, [], [denied.failure]) }])).toMatchObject({
    outcome: 'unconfirmed',
    failures: [denied.failure],
    artifacts: [
      { failure: { code: 'not_verified', message: expect.stringContaining('No.') } },
      { failure: { code: 'not_verified' } },
      { outcome: 'missing' },
    ],
  });
});

it('one batch that ended badly is not hidden by another that was delivered, nor what stays behind', () => {
  // Prepare
  const other: Batch = { name: 'c'.repeat(32), artifacts: [{ ...batch.artifacts[0]!, artifact: 'web:v1' }] };
  const good = verifiedBatch(batch, {}, [delivered('app:v1'), delivered('app:v2')]);
  const bad = endedBatch(other, {}, failed(denied.failure));
  const leftBehind = [{ blob: 'https://a/c/x.tar.gz', why: 'No.' }];

  // Act
  const report = composeReport({ ...transfer, unplanned: [] }, [
    { result: good, cleanUp: { left: leftBehind, failures: [denied.failure] } },
    { result: bad },
  ]);

  // Assess
  expect(report).toMatchObject({
    outcome: 'partial',
    batches: [{ outcome: 'succeeded', blobsDeleted: false, leftBehind }, { outcome: 'failed' }],
    cleanUpFailures: [denied.failure],
  });
  expect(transferReportSchema.parse(report)).toEqual(report);
});

it('what was cleaned up wholly leaves nothing behind, and where nobody knows, that is told', () => {
  const result = verifiedBatch(batch, {}, [delivered('app:v1'), delivered('app:v2')]);
  const clean = composeReport(transfer, [{ result, cleanUp: { left: [], failures: [] } }]);
  expect(clean.batches[0]).toMatchObject({ blobsDeleted: true });
  expect([clean.cleanUpFailures, clean.batches[0]?.leftBehind]).toEqual([undefined, undefined]);
  const unknown = composeReport(transfer, [{ result, cleanUpFailure: denied.failure }]);
  expect([unknown.cleanUpFailures, unknown.batches[0]?.blobsDeleted]).toEqual([[denied.failure], undefined]);
});

it('a long failure of all is told once, and in few words of each artifact', () => {
  const failure = { ...failureOf('export_run_failed'), message: 'x'.repeat(2_000) };
  const verified = batch.artifacts.map(({ artifact }): ArtifactReport => ({ artifact, outcome: 'missing' }));
  for (const result of [
    endedBatch(batch, {}, failed(failure)),
    unverifiedBatch(batch, {}, [], [failure]),
    verifiedBatch(batch, {}, verified, failure),
  ]) {
    expect(result.failures).toEqual([failure]);
    for (const { failure: own } of result.artifacts) {
      expect(own?.message).toContain('stands in "failures" of the report');
      expect(own?.message.length).toBeLessThan(450);
    }
  }
});

it('a long failure of an artifact that stands alone is told whole of it, in the service’s own words', () => {
  const alone = { ...batch, artifacts: batch.artifacts.slice(0, 1) };
  const failure = { ...failureOf('export_run_failed'), message: `The run failed: ${'x'.repeat(500)}` };
  const left: ArtifactReport = { artifact: 'app:v2', outcome: 'missing', sourceDigest: digestOf('app:v2') };
  for (const { artifacts } of [endedBatch(alone, {}, failed(failure)), verifiedBatch(alone, {}, [left], failure)]) {
    expect(artifacts).toMatchObject([{ outcome: 'failed', failure }]);
  }
});

describe('what stops a transfer', () => {
  const runFailed = (words: string) => new PipelineRunFailedError('import', '/runs/i1', words, undefined).toFailure();
  const lost = (artifact: string): ArtifactReport => ({
    artifact,
    outcome: 'missing',
    sourceDigest: digestOf(artifact),
  });
  const imported = { importRun: { resourceId: '/runs/i1', outcome: 'failed' as const } };
  const DENIED = 'Failed to access key vault. Service request failed. Status: 404 (SecretNotFound)';

  it.each([
    ['a run that failed for configuration', DENIED, true],
    ['a pipeline that is gone', 'The pipeline of this run has been deleted.', true],
    ['a run that failed for one bad artifact', "The artifact 'app:v1' was not found in the registry.", false],
    ['a bad artifact whose name looks like a cause', "The artifact 'keyvault/denied:403' is incomplete.", false],
    ['a service that is busy', 'Failed to access storage. Service request failed. Status: 503 (ServerBusy)', false],
  ])('%s', (_, words, stops) => {
    const failure = runFailed(words);
    const result = verifiedBatch(batch, imported, [lost('app:v2'), lost('app:v1')], failure);
    expect(stopsTransfer(result)).toEqual(stops ? failure : undefined);
  });

  it('not a run that failed, as it could not delete its blob, though all of it arrived', () => {
    const words = 'Failed to access storage. Service request failed. Status: 403 (AuthorizationPermissionMismatch)';
    const result = verifiedBatch(batch, imported, [delivered('app:v2'), delivered('app:v1')], runFailed(words));
    expect(stopsTransfer(result)).toBeUndefined();
  });

  it.each<[FailureCode, boolean]>([
    ['access_denied', true],
    ['copy_source_refused', true],
    ['resource_not_found', true],
    ['sas_malformed', true],
    ['secret_unavailable', true],
    ['transfer_record_gone', true],
    ['service_unavailable', false],
    ['exported_blob_missing', false],
    ['source_blob_changed', false],
    ['content_mismatch', false],
    ['internal_error', false],
  ])('a step that ended with %s: %s', (code, stops) => {
    expect(stopsTransfer(endedBatch(batch, {}, failed(failureOf(code)))) !== undefined).toBe(stops);
  });

  it('not a run that somebody deleted: its pipeline may be there', () => {
    const failure = failureOf('resource_not_found');
    expect(stopsTransfer(endedBatch(batch, imported, failed(failure)))).toBeUndefined();
  });
});

function notDelivered(artifact: string): ArtifactReport {
  const failure = new ArtifactNotDeliveredError(artifact, { succeededIn: 'production' }).toFailure();
  return { artifact, outcome: 'missing', sourceDigest: digestOf(artifact), failure };
}
