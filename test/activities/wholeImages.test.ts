import { planTransfer } from '../../src/activities/plan/planTransfer';
import { verifyArtifacts, type VerifiedArtifacts } from '../../src/activities/verify/verifyArtifacts';
import type { BegunLook } from '../../src/activities/parts/lookForParts';
import { parseArtifact, type ArtifactReference } from '../../src/domain/artifact';
import { AccessDeniedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import type { PlannedArtifact } from '../../src/domain/plan';
import type { RouteEnd } from '../../src/domain/route';
import { createFakes } from '../helpers/fakes';
import { digestOf, partsOf } from '../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../helpers/route';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const FOREIGN = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip';
const DENIED = new AccessDeniedError('look', 'AcrPull', { words: '403 DENIED' });
const BUSY = new ServiceUnavailableError('look', { words: '429', retryAfterSeconds: 7 });

type Fakes = ReturnType<typeof createFakes>;

function referenceOf(text: string): ArtifactReference {
  const reference = parseArtifact(text);
  if ('problem' in reference) throw new Error(reference.problem);
  return reference;
}

/** Pushes an image of a config and these layers; layers of FOREIGN that start with `!` are not held by the registry. */
function pushImage({ registries }: Fakes, end: RouteEnd, layers: string[]): string {
  const configOf = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2 };
  const put = (content: string) => registries.putBlob(end, 'app', content);
  const document = {
    config: { ...configOf, digest: put('{}') },
    layers: layers.map((name) => {
      const digest = put(name);
      if (name.startsWith('!')) registries.remove(end, 'app', digest);
      return { mediaType: /^[!~]/.test(name) ? FOREIGN : LAYER, digest, size: name.length };
    }),
  };
  return registries.putManifest(end, 'app', IMAGE, document);
}

function pushIndex({ registries }: Fakes, end: RouteEnd, children: string[]): string {
  const manifests = children.map((digest, at) => {
    return { mediaType: IMAGE, digest, size: 5, platform: { os: 'linux', architecture: `arch${at}` } };
  });
  return registries.putManifest(end, 'app', INDEX, { manifests });
}

function tag({ registries }: Fakes, end: RouteEnd, name: string, digest: string): void {
  registries.push(end, `app:${name}`, digest);
}

/** The digest of a layer that `pushImage` names. */
function layerOf(name: string): string {
  return createFakes().registries.putBlob(SOURCE, 'app', name);
}

function setUp() {
  const fakes = createFakes();
  let time = 0;
  const deps = { ...fakes.deps, machine: { ...fakes.deps.machine, now: () => time } };
  const plan = (texts: string[], begun?: BegunLook, refusals: { acceptRefusals?: true } = {}) =>
    planTransfer(deps, { transferId: 't1', artifacts: texts.map(referenceOf), ...(begun && { begun }), ...refusals });
  const verify = (artifacts: PlannedArtifact[], begun?: BegunLook, refusals: { acceptRefusals?: true } = {}) =>
    verifyArtifacts(deps, { transferId: 't1', batch: { name: 'b1', artifacts }, ...(begun && { begun }), ...refusals });
  const pass = (milliseconds: number) => (time += milliseconds);
  return { ...fakes, fakes, deps, plan, verify, pass };
}

const planned = (name: string, digest: string, more: Partial<PlannedArtifact> = {}): PlannedArtifact => {
  return { artifact: `app:${name}`, repository: 'app', tag: name, digest, ...more };
};

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
    const waiting = verify([planned('v1', one), planned('v2', two)]);
    await expect(waiting).rejects.toBe(DENIED);
    const { artifacts } = await verify([planned('v1', one), planned('v2', two)], undefined, { acceptRefusals: true });

    // Assess
    expect(artifacts).toMatchObject([
      { artifact: 'app:v1', outcome: 'failed', failure: { code: 'not_verified' } },
      { artifact: 'app:v2', outcome: 'delivered' },
    ]);
  });
});

describe('one call does not do it all', () => {
  /** As an orchestration does; answers what every call said. */
  async function verifyAll(
    verify: (artifacts: PlannedArtifact[], begun?: BegunLook) => Promise<VerifiedArtifacts>,
    artifacts: PlannedArtifact[],
  ): Promise<VerifiedArtifacts[]> {
    const calls: VerifiedArtifacts[] = [];
    for (let open = artifacts; ;) {
      const call = await verify(open, calls.at(-1)?.unfinished?.begun);
      calls.push(call);
      if (!call.unfinished) return calls;
      const told = new Set(calls.flatMap((each) => each.artifacts.map(({ artifact }) => artifact)));
      open = open.filter(({ artifact }) => !told.has(artifact));
    }
  }

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

  it('a plan is made in as many calls', async () => {
    // Prepare
    const { fakes, registries, plan, pass } = setUp();
    const names = ['v1', 'v2', 'v3'];
    for (const name of names) tag(fakes, SOURCE, name, pushImage(fakes, SOURCE, [name, '!base']));
    registries.beforeLookup = async () => void pass(40_000);

    // Act
    const first = await plan(names.map((name) => `app:${name}`));
    const second = await plan(['app:v2', 'app:v3'], first.unfinished?.begun);

    // Assess
    expect(first.batches[0]?.artifacts).toMatchObject([{ artifact: 'app:v1', leftOut: expect.anything() }]);
    expect(first.unfinished).toBeDefined();
    expect(second.batches[0]?.artifacts[0]).toMatchObject({ artifact: 'app:v2', leftOut: expect.anything() });
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

it('an image that was pushed by its digest alone is whole', () => {
  const { registries } = createFakes();
  registries.push(SOURCE, 'app:v1', digestOf('one'));
  const keys = partsOf(digestOf('one')).map(({ digest }) => `builds/app@${digest}`);
  expect(keys.every((key) => registries.blobs.has(key))).toBe(true);
});
