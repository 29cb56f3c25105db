import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { keepArtifactPages } from '../../../src/activities/report/keepArtifactPages';
import type { ArtifactOutcome, ArtifactReport } from '../../../src/domain/report/report';
import { digestOf } from '../../helpers/fakeRegistries';
import { partialReport } from '../../helpers/partialReport';
import { SOURCE } from '../../helpers/route';
import { createSelection } from './selectionPlan';

const DELIVERED_AT = '2026-11-21T10:00:00.000Z';

/** A transfer that takes up another one, which ended with these artifacts: in its report, or where they are many in pages. */
async function createRetry(artifacts: ArtifactReport[], isLong = false) {
  const selection = createSelection();
  const { transfers, pages, registries } = selection;
  selection.begin('t2', { retryOf: 't1' });
  if (isLong) await keepArtifactPages(pages, 't1', artifacts);
  await transfers.keepPlan('t1', { batches: [], unplanned: [] });
  await transfers.writeReport(partialReport(artifacts, isLong ? [] : artifacts));
  for (const { artifact } of artifacts) {
    if (artifact.includes('@')) registries.push(SOURCE, artifact, artifact.split('@')[1] ?? '');
    else registries.push(SOURCE, artifact, digestOf(artifact));
  }
  return selection;
}

const failedOnes = (count: number): ArtifactReport[] =>
  Array.from({ length: count }, (_, index) => ({ artifact: `app${index % 7}:v${index}`, outcome: 'failed' }));
const namesOf = (artifacts: ArtifactReport[]) => artifacts.map(({ artifact }) => artifact).sort();

it('takes what was not delivered, as it is now, whatever the ledger says', async () => {
  const all: ArtifactOutcome[] = ['delivered', 'failed', 'missing', 'drifted', 'incomplete', 'notAttempted', 'skipped'];
  const { plan, registries, ledger } = await createRetry(
    all.map((outcome) => ({ artifact: `app:${outcome}`, outcome, sourceDigest: digestOf('then') })),
  );
  registries.push(SOURCE, 'app:drifted', digestOf('now'));
  await ledger.record('prod', { id: 't0', at: DELIVERED_AT }, [
    { repository: 'app', tag: 'failed', digest: digestOf('app:failed') },
  ]);
  const { artifacts, batches } = await plan();
  const expected = ['drifted', 'failed', 'incomplete', 'missing', 'notAttempted'];
  expect(artifacts).toEqual(expected.map((outcome) => `app:${outcome}`));
  const drifted = batches[0]?.artifacts.find(({ artifact }) => artifact === 'app:drifted');
  expect(drifted?.digest).toBe(digestOf('now'));
});

it('takes up a referrer, and a child of an index, that were named by their digests', async () => {
  const selection = createSelection();
  const image = selection.putImage('app', {}, {}, '1.0');
  const signature = selection.putReferrer('app', image);
  const retry = await createRetry(
    [image, signature].map((digest) => ({ artifact: `app@${digest}`, outcome: 'failed' })),
  );
  retry.putReferrer('app', retry.putImage('app', {}, {}, '1.0'));
  const child = retry.putImage('app', {}, { annotations: { is: 'child' } });
  retry.putIndex('app', [child], '2.0');
  expect((await retry.plan()).artifacts).toEqual([`app@${image}`, `app@${signature}`].sort());
});

it('what is gone from the source is missing', async () => {
  const { plan, registries } = await createRetry([
    { artifact: 'app:1', outcome: 'failed' },
    { artifact: 'app:2', outcome: 'failed' },
  ]);
  registries.digests.delete('builds/app:1');
  const { artifacts, skipped } = await plan();
  expect(artifacts).toEqual(['app:2']);
  expect(skipped).toMatchObject([{ artifact: 'app:1', failure: { code: 'artifact_not_found' } }]);
});

it('of very many, a few at a time: each is looked up once, and none is lost', async () => {
  const artifacts = failedOnes(1_200);
  const { plan, registries, spend, calls } = await createRetry(artifacts, true);
  registries.beforeLookup = async () => spend(2_000);
  expect((await plan()).artifacts).toEqual(namesOf(artifacts));
  const looked = registries.lookups.filter((key) => !key.includes('@'));
  expect(looked.sort()).toEqual(namesOf(artifacts).map((name) => `builds/${name}`));
  // In 90 s, 45 and those under way are looked up.
  expect(calls()).toBeGreaterThan(1_200 / 60);
});

it('a registry that refuses now and then is asked no name twice', async () => {
  const artifacts = failedOnes(600);
  const { plan, registries } = await createRetry(artifacts, true);
  let reads = 0;
  const answered: string[] = [];
  registries.beforeLookup = async (key) => {
    if ((reads += 1) % 50 === 0) throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 1 });
    answered.push(key);
  };
  expect((await plan()).artifacts).toEqual(namesOf(artifacts));
  expect(new Set(answered).size).toBe(answered.length);
});

it('where all was delivered, there is nothing to do', async () => {
  const { plan } = await createRetry([{ artifact: 'app:1', outcome: 'delivered' }]);
  expect((await plan()).stored).toMatchObject({ artifacts: 0, batches: 0, skipped: 0 });
});
