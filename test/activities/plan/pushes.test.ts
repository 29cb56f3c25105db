import type { Push } from '../../../src/domain/pushes/push';
import { createSelection } from './selectionPlan';

/** The plan of a transfer of what was pushed. */
function afterPush(selection: ReturnType<typeof createSelection>, id: string, pushed: Push[]) {
  selection.begin(id, { pushed });
  selection.registries.lookups = [];
  return selection.plan();
}

it('what was pushed and is selected, with all that refers to it: not what is old, and no other repository', async () => {
  // Prepare
  const selection = createSelection({ rules: [{ repositories: ['app/**'], exceptTags: ['dev-*'] }] });
  const { putImage, putReferrer, registries } = selection;
  const old = putImage('app/web', {}, {}, '1.0');
  putReferrer('app/web', old);
  putImage('app/other', {}, {}, '1.0');
  const digest = putImage('app/web', {}, {}, '2.0');
  const signature = putReferrer('app/web', digest);
  const dev = putImage('app/web', {}, {}, 'dev-2.0');
  const outside = putImage('team/web', {}, {}, '1.0');

  // Act
  const { artifacts, stored } = await afterPush(selection, 't2', [
    { repository: 'app/web', tag: '2.0', digest },
    { repository: 'app/web', tag: 'dev-2.0', digest: dev },
    { repository: 'team/web', tag: '1.0', digest: outside },
  ]);

  // Assess
  expect(artifacts).toEqual(['app/web:2.0', `app/web@${signature}`]);
  expect(stored).toMatchObject({ artifacts: 2, skipped: 0 });
  expect(registries.lookups.filter((key) => !key.includes('@sha256:'))).toEqual(['builds/app/web', 'builds/app/web']);
});

it('a signature that is pushed after its image was delivered comes along', async () => {
  // Prepare
  const selection = createSelection();
  const image = selection.putImage('app/web', {}, {}, '1.0');
  await selection.deliver((await selection.plan()).batches);
  const referrer = selection.putReferrer('app/web', image);
  const tag = `${image.replace(':', '-')}.sig`;
  const cosign = selection.putImage('app/web', {}, { annotations: { is: 'signature' } }, tag);

  // Act
  const { artifacts } = await afterPush(selection, 't2', [
    { repository: 'app/web', tag, digest: cosign },
    { repository: 'app/web', digest: referrer },
  ]);

  // Assess
  expect(artifacts).toEqual([`app/web:${tag}`, `app/web@${referrer}`]);
});

it('a tag that moved on is taken as it is now; one that is gone is not missed', async () => {
  const selection = createSelection();
  const first = selection.putImage('app/web', {}, {}, 'latest');
  const second = selection.putImage('app/web', { size: 8 }, {}, 'latest');
  const { batches } = await afterPush(selection, 't2', [
    { repository: 'app/web', tag: 'latest', digest: first },
    { repository: 'app/web', tag: 'gone', digest: first },
    { repository: 'app/nothing', tag: 'gone', digest: first },
  ]);
  expect(batches.flatMap((batch) => batch.artifacts)).toMatchObject([{ artifact: 'app/web:latest', digest: second }]);
});

it('what was delivered meanwhile is nothing to do', async () => {
  const selection = createSelection();
  const digest = selection.putImage('app/web', {}, {}, '1.0');
  await selection.deliver((await selection.plan()).batches);
  const { artifacts, stored } = await afterPush(selection, 't2', [{ repository: 'app/web', tag: '1.0', digest }]);
  expect({ artifacts, known: stored.known }).toEqual({ artifacts: [], known: 1 });
});
