import { AccessDeniedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import { createFakes } from '../helpers/fakes';
import { digestOf, partsOf } from '../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../helpers/route';
import { FOREIGN, layerOf, planned, pushImage, pushIndex, setUp, tag } from './parts/images';

const DENIED = new AccessDeniedError('look', 'AcrPull', { words: '403 DENIED' });
const BUSY = new ServiceUnavailableError('look', { words: '429', retryAfterSeconds: 7 });

describe('planTransfer looks for all that a digest stands for', () => {
  it('foreign layers that the source does not hold are left out, and the plan says which', async () => {
    // Prepare
    const { fakes, plan } = setUp();
    tag(fakes, SOURCE, 'v1', pushIndex(fakes, SOURCE, [pushImage(fakes, SOURCE, ['!base', '~held', 'own'])]));
    tag(fakes, SOURCE, 'v2', pushImage(fakes, SOURCE, ['own']));

    // Act
    const { batches, unplanned } = await plan(['app:v1', 'app:v2']);

    // Assess
    expect(unplanned).toEqual([]);
    const leftOut = { parts: [{ digest: layerOf('!base'), mediaType: FOREIGN, size: 5 }] };
    expect(batches[0]?.artifacts).toEqual([
      expect.objectContaining({ artifact: 'app:v1', leftOut }),
      expect.not.objectContaining({ leftOut: expect.anything() }),
    ]);
  });

  it('one that lacks a child, and one that lacks a layer, are not planned; the others are', async () => {
    // Prepare
    const { fakes, registries, plan } = setUp();
    const child = pushImage(fakes, SOURCE, ['one']);
    tag(fakes, SOURCE, 'index', pushIndex(fakes, SOURCE, [pushImage(fakes, SOURCE, ['two']), child]));
    tag(fakes, SOURCE, 'image', pushImage(fakes, SOURCE, ['three']));
    tag(fakes, SOURCE, 'whole', pushImage(fakes, SOURCE, ['four']));
    registries.remove(SOURCE, 'app', child);
    registries.remove(SOURCE, 'app', layerOf('three'));

    // Act
    const { batches, unplanned } = await plan(['app:index', 'app:image', 'app:whole']);

    // Assess
    expect(batches[0]?.artifacts).toMatchObject([{ artifact: 'app:whole' }]);
    const failure = { code: 'artifact_incomplete_in_source' };
    expect(unplanned).toMatchObject([
      {
        artifact: 'app:index',
        failure: { ...failure, message: expect.stringContaining(`${child} (linux/arch1)`) },
      },
      {
        artifact: 'app:image',
        failure: { ...failure, message: expect.stringContaining(`layer ${layerOf('three')}`) },
      },
    ]);
  });

  it('one whose parts may not be read is not planned; a registry that does not answer makes no plan', async () => {
    const { fakes, registries, plan } = setUp();
    const digest = pushImage(fakes, SOURCE, ['one']);
    tag(fakes, SOURCE, 'v1', digest);
    tag(fakes, SOURCE, 'v2', pushImage(fakes, SOURCE, ['two']));
    const answer = (error: Error) => async (key: string) => {
      if (key === `builds/app@${digest}`) throw error;
    };
    registries.beforeLookup = answer(DENIED);
    await expect(plan(['app:v1', 'app:v2'])).rejects.toBe(DENIED);
    const { batches, unplanned } = await plan(['app:v1', 'app:v2'], undefined, { acceptRefusals: true });
    expect(batches[0]?.artifacts).toMatchObject([{ artifact: 'app:v2' }]);
    expect(unplanned).toEqual([{ artifact: 'app:v1', failure: DENIED.toFailure() }]);
    registries.beforeLookup = answer(BUSY);
    await expect(plan(['app:v1', 'app:v2'])).rejects.toBe(BUSY);
  });

  it('what it answers stays small, however many layers are left out', async () => {
    // Prepare
    const { fakes, plan } = setUp();
    const names = Array.from({ length: 50 }, (_, at) => `v${at}`);
    for (const name of names) {
      tag(
        fakes,
        SOURCE,
        name,
        pushImage(
          fakes,
          SOURCE,
          [1, 2, 3, 4, 5, 6].map((layer) => `!${name} ${layer}`),
        ),
      );
    }

    // Act
    const made = await plan(names.map((name) => `app:${name}`));

    // Assess
    expect(made.batches[0]?.artifacts).toHaveLength(50);
    expect(made.batches[0]?.artifacts[0]?.leftOut).toEqual({
      parts: [expect.objectContaining({ mediaType: FOREIGN }), expect.objectContaining({ mediaType: FOREIGN })],
      more: 4,
    });
    expect(JSON.stringify(made).length).toBeLessThan(40 * 1024);
  });

  it('one with more absent foreign layers than anybody could list is refused', async () => {
    const { fakes, plan } = setUp();
    const layers = Array.from({ length: 110 }, (_, at) => `!${at}`);
    tag(fakes, SOURCE, 'v1', pushImage(fakes, SOURCE, layers));
    expect((await plan(['app:v1'])).unplanned).toMatchObject([{ failure: { code: 'artifact_too_large' } }]);
  });
});

describe('verifyArtifacts looks for all that a digest stands for', () => {
  function setUpIndex() {
    const all = setUp();
    const children = [pushImage(all.fakes, TARGET, ['one', 'two']), pushImage(all.fakes, TARGET, ['one', 'three'])];
    const digest = pushIndex(all.fakes, TARGET, children);
    tag(all.fakes, TARGET, 'v1', digest);
    return { ...all, children, digest, verify: () => all.verify([planned('v1', digest)]) };
  }

  it('delivered when all is there; what two images share is asked for once', async () => {
    const { verify, registries, digest } = setUpIndex();
    expect((await verify()).artifacts).toEqual([
      { artifact: 'app:v1', outcome: 'delivered', sourceDigest: digest, targetDigest: digest },
    ]);
    const asked = registries.lookups.filter((key) => key.startsWith('production/app@'));
    expect(asked).toHaveLength(3 + 4);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it.each([
    ['child', (children: string[]) => children[1], 'manifest'],
    ['layer', () => layerOf('three'), 'layer'],
    ['config', () => layerOf('{}'), 'config'],
  ])('incomplete when a %s is not there, until it is', async (_, missing, kind) => {
    // Prepare
    const { fakes, verify, registries, children, digest } = setUpIndex();
    const part = missing(children) ?? '';
    registries.remove(TARGET, 'app', part);

    // Act
    const { artifacts } = await verify();
    pushImage(fakes, TARGET, ['one', 'three']);

    // Assess
    const message = expect.stringContaining(`${kind} ${part}`);
    expect(artifacts).toMatchObject([
      {
        artifact: 'app:v1',
        outcome: 'incomplete',
        targetDigest: digest,
        failure: { code: 'artifact_incomplete', message },
      },
    ]);
    expect((await verify()).artifacts).toMatchObject([{ outcome: 'delivered' }]);
  });

  it('a layer of another repository is none of this one', async () => {
    const { verify, registries } = setUpIndex();
    registries.remove(TARGET, 'app', layerOf('three'));
    registries.putBlob(TARGET, 'other', 'three');
    expect((await verify()).artifacts).toMatchObject([{ outcome: 'incomplete' }]);
  });

  it('what was left out need not be there; a foreign layer that the source held has to', async () => {
    // Prepare
    const { fakes, registries, verify } = setUp();
    const digest = pushImage(fakes, TARGET, ['!base', '~held']);
    tag(fakes, TARGET, 'v1', digest);
    const leftOut = { parts: [{ digest: layerOf('!base'), mediaType: FOREIGN, size: 5 }] };
    const artifact = planned('v1', digest, { leftOut });

    // Act
    const before = await verify([artifact]);
    registries.remove(TARGET, 'app', layerOf('~held'));
    const after = await verify([artifact]);

    // Assess
    expect(before.artifacts).toMatchObject([{ outcome: 'delivered', leftOut }]);
    expect(after.artifacts).toMatchObject([
      {
        outcome: 'incomplete',
        leftOut,
        failure: { message: expect.stringContaining(`foreign layer ${layerOf('~held')}`) },
      },
    ]);
  });

  it('what it answers stays small, however much is missing', async () => {
    // Prepare
    const { fakes, registries, verify } = setUp();
    const artifacts = Array.from({ length: 50 }, (_, at) => {
      const layers = [1, 2, 3, 4, 5].map((layer) => `${at} ${layer}`);
      const digest = pushImage(fakes, TARGET, layers);
      tag(fakes, TARGET, `v${at}`, digest);
      for (const layer of layers) registries.remove(TARGET, 'app', layerOf(layer));
      return planned(`v${at}`, digest);
    });

    // Act
    const verified = await verify(artifacts);

    // Assess
    expect(verified.artifacts.filter(({ outcome }) => outcome === 'incomplete')).toHaveLength(50);
    expect(JSON.stringify(verified).length).toBeLessThan(40 * 1024);
  });

  it('a manifest of a kind that nobody knows is delivered, and named', async () => {
    const { fakes, registries, verify } = setUp();
    const mediaType = 'application/vnd.example+json';
    const digest = registries.putManifest(TARGET, 'app', mediaType, { things: [] });
    tag(fakes, TARGET, 'v1', digest);
    expect((await verify([planned('v1', digest)])).artifacts).toMatchObject([
      { outcome: 'delivered', unknownManifests: { parts: [{ digest, mediaType }] } },
    ]);
  });

  it('not verified where a part may not be read; the others are', async () => {
    // Prepare
    const { fakes, registries, verify } = setUp();
    const [one, two] = [pushImage(fakes, TARGET, ['one']), pushImage(fakes, TARGET, ['two'])];
    tag(fakes, TARGET, 'v1', one);
    tag(fakes, TARGET, 'v2', two);
    registries.beforeLookup = async (key) => {
      if (key.endsWith(layerOf('one'))) throw DENIED;
    };

    // Act
    const { unfinished, ...first } = await verify([planned('v1', one), planned('v2', two)]);
    const waiting = verify([planned('v1', one), planned('v2', two)], unfinished?.begun);
    await expect(waiting).rejects.toBe(DENIED);
    const { artifacts } = await verify([planned('v1', one), planned('v2', two)], undefined, { acceptRefusals: true });

    // Assess
    expect(first).toEqual({ artifacts: [] });
    expect(artifacts).toMatchObject([
      { artifact: 'app:v1', outcome: 'failed', failure: { code: 'not_verified' } },
      { artifact: 'app:v2', outcome: 'delivered' },
    ]);
  });
});

it('an image that was pushed by its digest alone is whole', () => {
  const { registries } = createFakes();
  registries.push(SOURCE, 'app:v1', digestOf('one'));
  const keys = partsOf(digestOf('one')).map(({ digest }) => `builds/app@${digest}`);
  expect(keys.every((key) => registries.blobs.has(key))).toBe(true);
});
