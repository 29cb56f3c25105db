import { PipelineRunFailedError } from '../../../src/domain/failures/errors';
import { createBatch } from '../../../src/domain/plan';
import { partsToTryAgain } from '../../../src/domain/report/bisect';
import { endedBatch } from '../../../src/domain/report/batchResult';
import { failed } from '../../../src/domain/failures/ending';
import { digestOf } from '../../helpers/fakeRegistries';

const planned = ['auth/keyvault:503', 'app/timeout:1.0', 'app/web:2.0'].map((artifact) => {
  const [repository = '', tag = ''] = artifact.split(':');
  return { artifact, repository, tag, digest: digestOf(artifact) };
});
const batch = createBatch(planned);

function partsAfter(words: string) {
  const failure = new PipelineRunFailedError('export', 'run1', words, undefined).toFailure();
  return partsToTryAgain(batch, endedBatch(batch, {}, failed(failure))).map(({ artifacts }) => artifacts.length);
}

it.each([
  'auth/keyvault:503 does not exist.',
  'builds.azurecr.io/app/timeout:1.0 is broken.',
  'app/timeout is broken.',
])('the name of an artifact is neither weather nor configuration: %s', (words) =>
  expect(partsAfter(words)).toEqual([2, 1]),
);

it.each([
  ['503 Service Unavailable, while app/web:2.0 was read', [3]],
  ['403 of the key vault, at app/web:2.0', []],
])('what stands beside it counts: %s', (words, parts) => expect(partsAfter(words)).toEqual(parts));
