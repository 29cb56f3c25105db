import { PipelineRunFailedError } from '../../../src/domain/failures/errors';
import { createBatch, type Batch } from '../../../src/domain/plan';
import type { ArtifactReport } from '../../../src/domain/report/report';
import { partsToTryAgain } from '../../../src/domain/report/bisect';
import { verifiedBatch } from '../../../src/domain/report/batchResult';
import { digestOf } from '../../helpers/fakeRegistries';

const BATCH = createBatch(
  ['keyvault:1', 'sas:403', 'app:1', 'app:2'].map((artifact) => {
    const [repository = '', tag = ''] = artifact.split(':');
    return { artifact, repository, tag, digest: digestOf(artifact) };
  }),
);

function partsAfter(words: string, batch: Batch = BATCH, delivered: string[] = []): string[][] {
  const verified = batch.artifacts.map(({ artifact }): ArtifactReport => ({
    artifact,
    outcome: delivered.includes(artifact) ? 'delivered' : 'missing',
  }));
  const failure = new PipelineRunFailedError('import', '/runs/i1', words, undefined).toFailure();
  const parts = partsToTryAgain(batch, verifiedBatch(batch, {}, verified, failure));
  return parts.map(({ artifacts }) => artifacts.map(({ artifact }) => artifact));
}

const names = BATCH.artifacts.map(({ artifact }) => artifact);

it('a run that failed for configuration is not tried again', () => {
  expect(partsAfter('Failed to access key vault. Service request failed. Status: 404 (SecretNotFound)')).toEqual([]);
  expect(partsAfter('The pipeline of this run has been deleted.')).toEqual([]);
});

it('a run that failed for a bad artifact is cut in halves, whatever the artifact is called', () => {
  const halves = [names.slice(0, 2), names.slice(2)];
  expect(partsAfter("The artifact 'sas:403' is incomplete: it lacks a layer.")).toEqual(halves);
  expect(partsAfter("The artifact 'keyvault:1' was not found in the registry.")).toEqual(halves);
});

it('a service that was away is tried once more with all, and not for ever', () => {
  const busy = 'Failed to access storage. Service request failed. Status: 503 (ServerBusy)';
  expect(partsAfter(busy)).toEqual([names]);
  expect(partsAfter(busy, { ...BATCH, attempt: 3 })).toEqual([]);
});

it('what arrived is not sent again', () => {
  const [first = '', ...others] = names;
  expect(partsAfter("The artifact 'app:1' is incomplete.", BATCH, [first])).toEqual([others]);
});

it('a tag that was there before is tried again where the run failed, and only there', () => {
  const artifacts = BATCH.artifacts.map(({ artifact }): ArtifactReport => ({
    artifact,
    outcome: 'failed',
    failure: { code: 'digest_mismatch', message: 'm', nextStep: 'n' },
  }));
  const busy = new PipelineRunFailedError('import', '/runs/i1', 'Internal server error', undefined).toFailure();
  expect(partsToTryAgain(BATCH, verifiedBatch(BATCH, {}, artifacts, busy))).toHaveLength(1);
  expect(partsToTryAgain(BATCH, verifiedBatch(BATCH, {}, artifacts))).toEqual([]);
});
