import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { createSelection, CutOff } from './selectionPlan';

const SLOW_MS = 45_000;
const CUT_OFF_MS = 170_000;

/** Three repositories of many pages each, and small ones beside them. */
function createLarge() {
  const selection = createSelection();
  const { putImage, registries } = selection;
  registries.pageSize = 10;
  for (const repository of ['large/a', 'large/b', 'large/c']) {
    for (let index = 0; index < 45; index += 1) putImage(repository, {}, {}, `1.${index}`);
  }
  for (let index = 0; index < 6; index += 1) putImage(`small${index}`, {}, {}, '1.0');
  return selection;
}

type Selection = ReturnType<typeof createLarge>;

/** Every answer takes as long; requests that are made at once wait at once. */
function answerSlowly({ registries, spend }: Selection): void {
  let round: Promise<void> | undefined;
  registries.beforeLookup = () =>
    (round ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      round = undefined;
      spend(SLOW_MS);
    }));
}

const listingsIn = (lookups: string[]) => lookups.filter((key) => !key.includes('@sha256:')).length;
const PAGES = 1 + 3 * 10 + 6 * 2;

it('repositories of many pages on a registry that takes 45 s for each: the same plan, and no call is cut off', async () => {
  // Prepare
  const quick = createLarge();
  const expected = await quick.plan();
  const slow = createLarge();
  answerSlowly(slow);

  // Act
  const planned = await slow.plan();

  // Assess
  expect(expected.artifacts).toHaveLength(3 * 45 + 6);
  expect(planned).toEqual(expected);
  expect(listingsIn(quick.registries.lookups)).toBe(PAGES);
  expect(slow.longestCall()).toBeLessThan(CUT_OFF_MS);
  // The first pages of those that wait for their turn are read again, as often as a call ends meanwhile.
  expect(listingsIn(slow.registries.lookups)).toBeLessThan(3 * PAGES);
});

it.each(['before', 'after'] as const)('cut off %s any call of a store or a registry: the same plan', async (kind) => {
  const undisturbed = createLarge();
  answerSlowly(undisturbed);
  let calls = 0;
  undisturbed.hooks.beforeCall = async () => void (calls += 1);
  const expected = await undisturbed.plan();
  for (let at = 1; at <= calls; at += 19) {
    const selection = createLarge();
    answerSlowly(selection);
    let left = at;
    selection.hooks[kind === 'before' ? 'beforeCall' : 'afterCall'] = async () => {
      if ((left -= 1) === 0) throw new CutOff();
    };
    expect(await selection.plan()).toEqual(expected);
  }
});

it('a registry that asks to be left alone on every tenth page: the same plan', async () => {
  const expected = await createLarge().plan();
  const busy = createLarge();
  let reads = 0;
  busy.registries.beforeLookup = async () => {
    if ((reads += 1) % 10 === 0) throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 1 });
  };
  expect(await busy.plan()).toEqual(expected);
  expect(listingsIn(busy.registries.lookups)).toBeLessThan(2 * PAGES);
});

it('a list that comes back to a place where an earlier call ended is refused', async () => {
  // Prepare
  const selection = createLarge();
  answerSlowly(selection);
  const { deps } = selection;
  const { tags } = deps.listing;
  let pages = 0;
  deps.listing.tags = async (end, route, repository, page) => {
    const answer = await tags(end, route, repository, page);
    if (repository !== 'large/a') return answer;
    if ((pages += 1) > 500) throw new Error('It goes on for ever.');
    return { ...answer, next: String(pages % 20) };
  };

  // Act
  const planning = selection.plan();

  // Assess
  await expect(planning).rejects.toMatchObject({ code: 'service_refused' });
});
