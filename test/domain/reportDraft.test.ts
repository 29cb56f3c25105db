import {
  ArtifactNotDeliveredError,
  ArtifactNotFoundError,
  PipelineRunFailedError,
} from '../../src/domain/failures/errors';
import type { Batch } from '../../src/domain/plan';
import type { ArtifactReport } from '../../src/domain/report';
import {
  beginReport,
  completeReport,
  noteCanceled,
  noteFailure,
  noteNotVerified,
  notePlan,
  noteVerified,
  type ReportDraft,
} from '../../src/domain/reportDraft';
import { digestOf } from '../helpers/fakeRegistries';

const ENDED = new Date('2026-11-21T10:05:00Z');
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
const denied = { artifact: 'secret:v1', failure: { code: 'access_denied', message: 'No.', nextStep: 'Give it.' } };

function begun(): ReportDraft {
  return beginReport({
    transferId: 't1',
    route: 'prod',
    artifacts: ['app:v1', 'app:v2', 'app:v3'],
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
  });
}

function planned(): ReportDraft {
  const draft = begun();
  notePlan(draft, { batch, unplanned: [missing] });
  return draft;
}

const delivered = (artifact: string): ArtifactReport => ({
  artifact,
  outcome: 'delivered',
  sourceDigest: digestOf(artifact),
  targetDigest: digestOf(artifact),
});

it('a report says who, when, what, and lists its artifacts by name', () => {
  const draft = planned();
  noteVerified(draft, [delivered('app:v2'), delivered('app:v1')]);
  const report = completeReport(draft, ENDED);
  expect(report).toEqual({
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
    failures: [],
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

it('what the plan leaves out is missing when the source has not got it, failed when it may not be read', () => {
  const draft = begun();
  notePlan(draft, { unplanned: [missing, denied] });
  expect(completeReport(draft, ENDED)).toMatchObject({
    outcome: 'failed',
    artifacts: [
      { artifact: 'app:v3', outcome: 'missing' },
      { artifact: 'secret:v1', outcome: 'failed', failure: { code: 'access_denied' } },
    ],
  });
});

it('a step that ends a batch is the failure of each of its artifacts, which keep their digests', () => {
  const draft = planned();
  noteFailure(draft, ['app:v1', 'app:v2'], denied.failure);
  const report = completeReport(draft, ENDED);
  expect(report.outcome).toBe('failed');
  expect(report.failures).toEqual([denied.failure]);
  expect(report.artifacts).toEqual([
    { artifact: 'app:v1', outcome: 'failed', sourceDigest: digestOf('app:v1'), failure: denied.failure },
    { artifact: 'app:v2', outcome: 'failed', sourceDigest: digestOf('app:v2'), failure: denied.failure },
    { artifact: 'app:v3', outcome: 'missing', failure: missing.failure },
  ]);
});

it('canceled: the batch is not delivered, what was missing before is still missing', () => {
  const draft = planned();
  noteCanceled(draft, batch);
  expect(completeReport(draft, ENDED)).toMatchObject({
    outcome: 'canceled',
    artifacts: [
      { outcome: 'failed', failure: { code: 'transfer_canceled' } },
      { outcome: 'failed', failure: { code: 'transfer_canceled' } },
      { outcome: 'missing' },
    ],
  });
});

it('a failed import run is why an artifact is not there, and not held against one that is', () => {
  const draft = planned();
  const run = new PipelineRunFailedError('import', '/runs/i1', 'The blob is gone.', 'abc').toFailure();
  const gone: ArtifactReport = {
    artifact: 'app:v2',
    outcome: 'missing',
    sourceDigest: digestOf('app:v2'),
    failure: new ArtifactNotDeliveredError('app:v2', 'production').toFailure(),
  };
  noteVerified(draft, [delivered('app:v1'), gone], run);
  const report = completeReport(draft, ENDED);
  expect(report).toMatchObject({ outcome: 'partial', failures: [run] });
  expect(report.artifacts[1]).toEqual({ ...gone, outcome: 'failed', failure: run });
});

it('everything delivered by an import run that failed is still no success', () => {
  const draft = begun();
  notePlan(draft, { batch, unplanned: [] });
  const run = new PipelineRunFailedError('import', '/runs/i1', 'Odd.', undefined).toFailure();
  noteVerified(draft, [delivered('app:v1'), delivered('app:v2')], run);
  expect(completeReport(draft, ENDED).outcome).toBe('partial');
});

it('not verified: unconfirmed, and every artifact says how to find out', () => {
  const draft = planned();
  noteNotVerified(draft, batch, denied.failure);
  expect(completeReport(draft, ENDED)).toMatchObject({
    outcome: 'unconfirmed',
    failures: [denied.failure],
    artifacts: [
      { failure: { code: 'not_verified', message: expect.stringContaining('No.') } },
      { failure: { code: 'not_verified' } },
      { outcome: 'missing' },
    ],
  });
});
