import type { PlannedPart } from '../../../src/activities/plan/planTransfer';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { Plan } from '../../../src/domain/plan';
import { SOURCE, TARGET } from '../../helpers/route';
import { layerOf, planned, pushImage, pushIndex, setUp, tag, verifyAll } from './images';

const BUSY = new ServiceUnavailableError('look', { words: '429', retryAfterSeconds: 7 });

describe('one call does not do it all', () => {
  function setUpLarge() {
    const all = setUp();
    const layers = Array.from({ length: 40 }, (_, at) => `layer ${at}`);
    const artifacts = ['v1', 'v2', 'v3'].map((name) => {
      const digest = pushImage(all.fakes, TARGET, [...layers, name]);
      tag(all.fakes, TARGET, name, digest);
      return planned(name, digest);
    });
    const layersAsked = () => all.registries.lookups.filter((key) => /@/.test(key)).length - 3;
    return { ...all, artifacts, layersAsked };
  }

  it('a slow registry: every call goes on where the one before ended, also within an artifact', async () => {
    // Prepare
    const { artifacts, registries, verify, pass } = setUpLarge();
    registries.beforeLookup = async () => void pass(10_000);

    // Act
    const calls = await verifyAll(verify, artifacts);

    // Assess
    expect(calls.length).toBeGreaterThan(3);
    expect(calls[0]).toMatchObject({ artifacts: [], unfinished: { begun: { digest: artifacts[0]?.digest } } });
    const told = calls.flatMap((call) => call.artifacts);
    expect(told.map(({ artifact, outcome }) => [artifact, outcome])).toEqual([
      ['app:v1', 'delivered'],
      ['app:v2', 'delivered'],
      ['app:v3', 'delivered'],
    ]);
    const first = registries.lookups.filter((key) => key.endsWith(layerOf('layer 0')));
    expect(first.length).toBeLessThanOrEqual(artifacts.length);
  });

  it('what an earlier call found missing stays missing', async () => {
    // Prepare
    const { artifacts, registries, verify, pass } = setUpLarge();
    const [artifact] = artifacts;
    if (!artifact) throw new Error('There are three.');
    const first = Array.from({ length: 40 }, (_, at) => layerOf(`layer ${at}`)).sort()[0] ?? '';
    registries.remove(TARGET, 'app', first);
    registries.beforeLookup = async () => void pass(30_000);

    // Act
    const calls = await verifyAll(verify, [artifact]);

    // Assess
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.at(-1)?.artifacts).toMatchObject([
      { outcome: 'incomplete', failure: { message: expect.stringContaining(first) } },
    ]);
  });

  it('a registry that asks to be left alone is told what is known, and asked for the rest', async () => {
    // Prepare
    const { artifacts, registries, verify, layersAsked } = setUpLarge();
    let left = 48;
    registries.beforeLookup = async () => {
      if (left-- <= 0) throw BUSY;
    };

    // Act
    const first = await verify(artifacts);
    const rest = artifacts.filter(({ artifact }) => !first.artifacts.some((each) => each.artifact === artifact));
    left = 1_000;
    const second = await verify(rest, first.unfinished?.begun);

    // Assess
    expect(first.unfinished).toMatchObject({ retryAfterSeconds: 7 });
    expect(first.artifacts).toMatchObject([{ artifact: 'app:v1', outcome: 'delivered' }, { outcome: 'delivered' }]);
    expect(second.artifacts).toMatchObject([{ artifact: 'app:v3', outcome: 'delivered' }]);
    expect(layersAsked()).toBeLessThan(100);
    left = 3;
    await expect(verify(artifacts)).rejects.toBe(BUSY);
  });

  it('no more than eight requests at once', async () => {
    // Prepare
    const { artifacts, registries, verify } = setUpLarge();
    let now = 0;
    let most = 0;
    registries.beforeLookup = async () => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    };

    // Act
    await verify(artifacts);

    // Assess
    expect(most).toBe(8);
  });
});

/** An activity is cut off after 170 s, and what it found out until then is lost. */
const LONGEST_MS = 170_000;

describe('every answer takes 45 s', () => {
  /** An index of an index of an index of images: five manifests, one above the other, and many beside them. */
  function setUpNested(end: typeof SOURCE) {
    const all = setUp();
    const images = Array.from({ length: 20 }, (_, at) => pushImage(all.fakes, end, ['base', `own ${at}`]));
    let digest = pushIndex(all.fakes, end, images);
    for (let level = 0; level < 3; level += 1) digest = pushIndex(all.fakes, end, [digest]);
    const small = pushImage(all.fakes, end, ['small']);
    tag(all.fakes, end, 'nested', digest);
    tag(all.fakes, end, 'small', small);
    all.answerAfter(45_000);
    const durations: number[] = [];
    const timed = async <T>(work: () => Promise<T>): Promise<T> => {
      const before = all.now();
      const done = await work();
      durations.push(all.now() - before);
      return done;
    };
    return { ...all, digest, small, durations, timed };
  }

  it('what arrived is proven, in calls that none is cut off; nothing is read twice', async () => {
    // Prepare
    const { digest, small, verify, timed, durations, registries } = setUpNested(TARGET);

    // Act
    const calls = await verifyAll(
      (artifacts, begun) => timed(() => verify(artifacts, begun)),
      [planned('nested', digest), planned('small', small)],
    );

    // Assess
    expect(calls.flatMap(({ artifacts }) => artifacts)).toMatchObject([
      { artifact: 'app:nested', outcome: 'delivered' },
      { artifact: 'app:small', outcome: 'delivered' },
    ]);
    expect(Math.max(...durations)).toBeLessThan(LONGEST_MS);
    const manifests = registries.lookups.filter((key) => registries.manifests.has(key));
    expect(new Set(manifests).size).toBe(manifests.length);
    expect(Math.max(...calls.map((call) => JSON.stringify(call).length))).toBeLessThan(1024);
  });

  it('a plan is made, in calls that none is cut off', async () => {
    // Prepare
    const { plan, timed, durations } = setUpNested(SOURCE);
    const plans: PlannedPart[] = [];
    const artifactsOf = ({ batches }: Plan) => batches.flatMap(({ artifacts }) => artifacts);
    let open = ['app:nested', 'app:small'];

    // Act
    while (open.length > 0) {
      plans.push(await timed(() => plan(open, plans.at(-1)?.unfinished?.begun)));
      const made = new Set(plans.flatMap(artifactsOf).map(({ artifact }) => artifact));
      open = open.filter((artifact) => !made.has(artifact));
    }

    // Assess
    expect(plans.flatMap(({ unplanned }) => unplanned)).toEqual([]);
    expect(plans.length).toBeGreaterThan(3);
    expect(plans.at(-1)?.unfinished).toBeUndefined();
    expect(Math.max(...durations)).toBeLessThan(LONGEST_MS);
  });

  it('a child that is missing is not asked for again by the next call, and the image is incomplete', async () => {
    // Prepare
    const { fakes, registries, digest, verify, timed } = setUpNested(TARGET);
    const child = pushImage(fakes, TARGET, ['base', 'own 7']);
    registries.remove(TARGET, 'app', child);

    // Act
    const calls = await verifyAll(
      (artifacts, begun) => timed(() => verify(artifacts, begun)),
      [planned('nested', digest)],
    );

    // Assess
    expect(calls.at(-1)?.artifacts).toMatchObject([
      { outcome: 'incomplete', failure: { message: expect.stringContaining(child) } },
    ]);
    expect(registries.lookups.filter((key) => key.endsWith(`@${child}`))).toHaveLength(1);
  });

  it('another look reads everything anew: what was there once need not be there now', async () => {
    // Prepare
    const { fakes, registries, digest, verify } = setUpNested(TARGET);
    const artifacts = [planned('nested', digest)];
    const first = await verifyAll(verify, artifacts);
    registries.remove(TARGET, 'app', pushImage(fakes, TARGET, ['base', 'own 0']));

    // Act
    const second = await verifyAll(verify, artifacts);

    // Assess
    expect(first.at(-1)?.artifacts).toMatchObject([{ outcome: 'delivered' }]);
    expect(second.at(-1)?.artifacts).toMatchObject([{ outcome: 'incomplete' }]);
  });

  it('where the pages of a look are gone, its manifests are read again', async () => {
    // Prepare
    const { digest, verify, deps } = setUpNested(TARGET);
    const forgetful = { ...deps.pages, readPage: async () => undefined };

    // Act
    const first = await verify([planned('nested', digest)]);
    const { begun } = first.unfinished ?? {};
    Object.assign(deps, { pages: { ...forgetful, keepPage: deps.pages.keepPage.bind(deps.pages) } });
    const second = await verify([planned('nested', digest)], begun);

    // Assess
    expect(begun?.manifests).toMatchObject({ pages: 1 });
    expect(second.unfinished?.begun?.manifests).toMatchObject({ name: begun?.manifests?.name, pages: 2 });
  });
});
