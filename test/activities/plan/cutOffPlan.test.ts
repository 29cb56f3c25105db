import { selectArtifacts } from '../../../src/activities/plan/selectArtifacts';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { Selection } from '../../../src/domain/selection/selection';
import { SOURCE } from '../../helpers/route';
import { ALL, createSelection, CutOff } from './selectionPlan';

const GIB = 1024 ** 3;

/** Images, an index, referrers of all kinds, and what cannot be transferred. */
function createRegistry(select: Selection = ALL) {
  const selection = createSelection(select);
  const { putImage, putIndex, putReferrer, registries } = selection;
  for (const repository of ['a', 'b/c', 'empty']) {
    const image = putImage(repository, {}, {}, '1.0');
    registries.push(SOURCE, `${repository}:latest`, image);
    const children = ['amd64', 'arm64'].map((platform) => putImage(repository, {}, { annotations: { platform } }));
    const index = putIndex(repository, children, '2.0');
    putReferrer(repository, putReferrer(repository, index), 'application/spdx+json');
    putImage(repository, {}, { annotations: { is: 'signature' } }, `${index.replace(':', '-')}.sig`);
    putImage(repository, { size: 9 * GIB }, {}, 'large');
    putImage(repository, {}, { annotations: { is: 'left behind' } });
  }
  registries.states.set('builds/b/c:latest', 'locked');
  for (const each of registries.repositories.get('builds/empty') ?? []) registries.digests.delete(each);
  return selection;
}

type Kind = 'before' | 'after';

it.each<[Kind, Selection]>([
  ['before', ALL],
  ['after', ALL],
  ['before', { rules: [{ repositories: ['**'], untagged: true }] }],
])(
  'a plan that is cut off %s any call of a store or a registry, and gone on with, is the same: %j',
  async (kind, select) => {
    const undisturbed = createRegistry(select);
    let calls = 0;
    undisturbed.hooks.beforeCall = async () => void (calls += 1);
    const expected = await undisturbed.plan();
    expect(expected.artifacts.length).toBeGreaterThan(10);
    const requests = undisturbed.registries.lookups.length;
    for (let at = 1; at <= calls; at += 1) {
      const selection = createRegistry(select);
      let left = at;
      selection.hooks[kind === 'before' ? 'beforeCall' : 'afterCall'] = async () => {
        if ((left -= 1) === 0) throw new CutOff();
      };
      const planned = await selection.plan();
      expect(left).toBeLessThan(1);
      expect(planned).toEqual(expected);
      expect(new Set(planned.artifacts).size).toBe(planned.artifacts.length);
      // What one call of an activity had found and not kept is asked for once more.
      expect(selection.registries.lookups.length).toBeLessThanOrEqual(2 * requests);
    }
  },
);

it('a plan that is made twice is the same, and asks for nothing again', async () => {
  const selection = createRegistry();
  const first = await selection.plan();
  const requests = selection.registries.lookups.length;
  expect(await selection.plan()).toEqual(first);
  expect(selection.registries.lookups).toHaveLength(requests);
});

it('two at once plan the same', async () => {
  const selection = createRegistry();
  const [one, other] = await Promise.all([selection.plan(), selection.plan()]);
  expect(one).toEqual(other);
  expect(one).toEqual(await createRegistry().plan());
});

it('the order of lists and of answers does not matter', async () => {
  const expected = await createRegistry().plan();
  const { plan, deps, hooks } = createRegistry();
  let calls = 0;
  hooks.beforeCall = async () => {
    for (let turns = ((calls += 1) * 7) % 5; turns > 0; turns -= 1) await new Promise(setImmediate);
  };
  const { tags, manifests, repositories } = deps.listing;
  deps.listing.tags = async (...asked) => ({ tags: (await tags(...asked)).tags.reverse() });
  deps.listing.manifests = async (...asked) => ({ manifests: (await manifests(...asked)).manifests.reverse() });
  deps.listing.repositories = async (...asked) => ({
    repositories: (await repositories(...asked)).repositories.reverse(),
  });
  expect(await plan()).toEqual(expected);
});

it.each([1, 20_000, 89_000, 200_000])(
  'a time budget that runs out, with reads of %d ms: the same plan, and not a request more',
  async (ms) => {
    const undisturbed = createRegistry();
    const expected = await undisturbed.plan();
    const selection = createRegistry();
    selection.registries.beforeLookup = async () => selection.spend(ms);
    expect(await selection.plan()).toEqual(expected);
    expect([...selection.registries.lookups].sort()).toEqual([...undisturbed.registries.lookups].sort());
    expect(selection.calls() > undisturbed.calls()).toBe(ms > 1);
  },
);

it.each([2, 3, 7])(
  'a registry that refuses every %dth read for a while: what was answered is not asked again',
  async (every) => {
    // Prepare
    const undisturbed = createRegistry();
    const expected = await undisturbed.plan();
    const selection = createRegistry();
    let reads = 0;
    const answered: string[] = [];
    selection.registries.beforeLookup = async (key) => {
      if ((reads += 1) % every === 0) {
        throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 7 });
      }
      answered.push(key);
    };

    // Act
    const planned = await selection.plan();

    // Assess
    expect(planned).toEqual(expected);
    const manifests = (keys: string[]) => keys.filter((key) => key.includes('@')).sort();
    expect(manifests(answered)).toEqual(manifests(undisturbed.registries.lookups));
  },
);

it('a registry that asks to be left alone is left alone for as long, and what was found by then is kept', async () => {
  const selection = createRegistry();
  let reads = 0;
  selection.registries.beforeLookup = async () => {
    if ((reads += 1) >= 5) throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 7 });
  };
  expect(await selectArtifacts(selection.deps, { transferId: 't1', page: 0 })).toEqual({
    next: 1,
    retryAfterSeconds: 7,
  });
});

it('a registry that refuses the first read: nothing is kept, and its error is the answer', async () => {
  const selection = createRegistry();
  selection.registries.beforeLookup = async () => {
    throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 7 });
  };
  await expect(selectArtifacts(selection.deps, { transferId: 't1', page: 0 })).rejects.toThrow('429');
  expect(selection.pages.pages.size).toBe(0);
});

it('a transfer that is canceled reads nothing more', async () => {
  const selection = createRegistry();
  await selection.transfers.requestCancel('t1');
  expect(await selectArtifacts(selection.deps, { transferId: 't1', page: 0 })).toEqual({ end: 'canceled' });
  expect(selection.registries.lookups).toEqual([]);
});
