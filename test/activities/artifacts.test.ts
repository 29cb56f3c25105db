import { keepPlan } from '../../src/activities/plan/keepPlan';
import { planTransfer } from '../../src/activities/plan/planTransfer';
import { verifyArtifacts } from '../../src/activities/verify/verifyArtifacts';
import { parseArtifact, type ArtifactReference } from '../../src/domain/artifact';
import { AccessDeniedError, ReadBudgetSpentError } from '../../src/domain/failures/errors';
import type { Batch, PlannedArtifact } from '../../src/domain/plan';
import type { Catalog } from '../../src/domain/ports/catalog';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { unavailable } from '../helpers/fakeStorage';
import { record } from '../helpers/record';
import { route, SOURCE, TARGET } from '../helpers/route';

const DENIED = new AccessDeniedError('look up app:v1', 'AcrPull', { words: '403 DENIED' });

function referenceOf(text: string): ArtifactReference {
  const reference = parseArtifact(text);
  if ('problem' in reference) throw new Error(reference.problem);
  return reference;
}

describe('planTransfer', () => {
  const artifacts = ['app:v1', `app@${digestOf('two')}`, 'app:v3'];

  function setUp() {
    const fakes = createFakes();
    fakes.registries.push(SOURCE, 'app:v1', digestOf('one'));
    fakes.registries.push(SOURCE, `app@${digestOf('two')}`, digestOf('two'));
    const plan = (texts = artifacts, refusals: { acceptRefusals?: true } = {}) =>
      planTransfer(fakes.deps, { transferId: 't1', artifacts: texts.map(referenceOf), ...refusals });
    return { ...fakes, plan };
  }

  it('resolves tags and digests, without the missing ones, and gives the same plan twice', async () => {
    const { plan, registries } = setUp();
    const made = await plan();
    expect(made.batches[0]?.artifacts).toEqual([
      { artifact: 'app:v1', repository: 'app', tag: 'v1', digest: digestOf('one') },
      { artifact: `app@${digestOf('two')}`, repository: 'app', digest: digestOf('two') },
    ]);
    expect(made.unplanned).toEqual([
      { artifact: 'app:v3', failure: expect.objectContaining({ code: 'artifact_not_found' }) },
    ]);
    expect(await plan()).toEqual(made);
    expect(registries.lookups.every((key) => key.startsWith('builds/'))).toBe(true);
  });

  it('keeps the first plan, wherever a tag has moved since', async () => {
    const { plan, registries, deps } = setUp();
    const made = await plan();
    expect(await keepPlan(deps, { transferId: 't1', plan: made })).toEqual(made);
    registries.push(SOURCE, 'app:v1', digestOf('moved'));
    expect(await keepPlan(deps, { transferId: 't1', plan: await plan() })).toEqual(made);
  });

  it('plans a tag by its name where it still is the digest that was asked for', async () => {
    const { plan, registries } = setUp();
    const made = await plan([`app:v1@${digestOf('one')}`]);
    expect(made.batches[0]?.artifacts).toEqual([
      { artifact: 'app:v1', repository: 'app', tag: 'v1', digest: digestOf('one') },
    ]);
    expect(made.batches).toEqual((await plan(['app:v1'])).batches);
    expect(registries.lookups[0]).toBe('builds/app:v1');
  });

  it('plans around a tag that is another digest than was asked for, and one that is gone', async () => {
    const { plan, registries } = setUp();
    const made = await plan(['app:v1', `app:v3@${digestOf('one')}`, `app:v2@${digestOf('two')}`]);
    expect(made.unplanned).toEqual([
      { artifact: 'app:v3', failure: expect.objectContaining({ code: 'artifact_not_found' }) },
      { artifact: 'app:v2', failure: expect.objectContaining({ code: 'artifact_not_found' }) },
    ]);
    registries.push(SOURCE, 'app:v2', digestOf('moved'));
    const moved = await plan([`app:v2@${digestOf('two')}`]);
    expect(moved.batches).toEqual([]);
    const [{ artifact, failure } = {}] = moved.unplanned;
    expect({ artifact, code: failure?.code }).toEqual({ artifact: 'app:v2', code: 'tag_drifted' });
    expect(failure?.message).toContain(`is ${digestOf('moved')} in the source registry, not ${digestOf('two')}`);
  });

  it('plans no batch when every artifact is missing', async () => {
    const made = await setUp().plan(['app:v8', 'app:v9']);
    expect(made.batches).toEqual([]);
    expect(made.unplanned).toHaveLength(2);
  });

  it('waits for an artifact that may not be read, and then plans around it', async () => {
    // Prepare
    const { plan, registries } = setUp();
    registries.beforeLookup = async (key) => {
      if (key.endsWith(':v1')) throw DENIED;
    };

    // Act
    const first = await plan();
    const waiting = plan(artifacts.filter((artifact) => artifact !== 'app:v3'));
    await expect(waiting).rejects.toBe(DENIED);
    const made = await plan(artifacts, { acceptRefusals: true });

    // Assess
    expect(first).toMatchObject({ batches: [], unplanned: [{ artifact: 'app:v3' }], unfinished: {} });
    expect(made.batches[0]?.artifacts).toHaveLength(1);
    expect(made.unplanned).toContainEqual({ artifact: 'app:v1', failure: DENIED.toFailure() });
  });

  it('a registry that does not answer makes no plan without its artifacts', async () => {
    // Prepare
    const { plan, registries } = setUp();
    registries.beforeLookup = async () => {
      throw unavailable('look up');
    };

    // Act
    const planning = plan();

    // Assess
    await expect(planning).rejects.toMatchObject({ transient: true });
  });

  it('reads within the budget: what is left of it when it is spent, is planned after a durable wait', async () => {
    // Prepare
    const { deps } = setUp();
    let reads = 0;
    const readManifest: Catalog['readManifest'] = async (...asked) => {
      if ((reads += 1) > 1) throw new ReadBudgetSpentError('builds', 2_000, 7);
      return deps.catalog.readManifest(...asked);
    };
    const budgeted = { ...deps, budgetedCatalog: { ...deps.catalog, readManifest } };

    // Act
    const made = await planTransfer(budgeted, { transferId: 't1', artifacts: artifacts.map(referenceOf) });

    // Assess
    expect(made.batches[0]?.artifacts).toMatchObject([{ artifact: 'app:v1' }]);
    expect(made.unfinished).toMatchObject({ retryAfterSeconds: 7 });
  });

  it('asks for at most five at once', async () => {
    // Prepare
    const { plan, registries } = setUp();
    let now = 0;
    let most = 0;
    registries.beforeLookup = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    };

    // Act
    await plan(Array.from({ length: 50 }, (_, index) => `app:v${index}`));

    // Assess
    expect(most).toBe(5);
    expect(registries.lookups.filter((key) => key.includes(':v'))).toHaveLength(50);
  });
});

describe('verifyArtifacts', () => {
  const byTag = (tag: string): PlannedArtifact => ({
    artifact: `app:${tag}`,
    repository: 'app',
    tag,
    digest: digestOf(tag),
  });

  function setUp(...artifacts: PlannedArtifact[]) {
    const fakes = createFakes();
    const batch: Batch = { name: 'b1', artifacts };
    for (const { artifact, digest } of artifacts) fakes.registries.push(SOURCE, artifact, digest);
    const verify = (refusals: { acceptRefusals?: true } = {}) =>
      verifyArtifacts(fakes.deps, { transferId: 't1', batch, ...refusals });
    return { ...fakes, verify };
  }

  it('calls an artifact delivered when the target has the planned digest, and again the second time', async () => {
    // Prepare
    const byDigest = { artifact: `app@${digestOf('d')}`, repository: 'app', digest: digestOf('d') };
    const { verify, registries } = setUp(byTag('v1'), byDigest);
    registries.push(TARGET, 'app:v1', digestOf('v1'));
    registries.push(TARGET, byDigest.artifact, byDigest.digest);

    // Act
    const verified = await verify();

    // Assess
    expect(verified.artifacts).toEqual([
      { artifact: 'app:v1', outcome: 'delivered', sourceDigest: digestOf('v1'), targetDigest: digestOf('v1') },
      { artifact: byDigest.artifact, outcome: 'delivered', sourceDigest: digestOf('d'), targetDigest: digestOf('d') },
    ]);
    expect(await verify()).toEqual(verified);
  });

  it('calls an artifact delivered though its tag moved in the source after the export', async () => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'));
    registries.push(TARGET, 'app:v1', digestOf('v1'));
    registries.push(SOURCE, 'app:v1', digestOf('moved'));

    // Act
    const { artifacts } = await verify();

    // Assess
    expect(artifacts).toMatchObject([{ outcome: 'delivered' }]);
  });

  it('calls an artifact missing when the target has nothing of that name', async () => {
    const { verify } = setUp(byTag('v1'));
    expect((await verify()).artifacts).toMatchObject([
      { outcome: 'missing', sourceDigest: digestOf('v1'), failure: { code: 'artifact_not_delivered' } },
    ]);
  });

  it.each([
    ['moved', digestOf('moved')],
    ['was deleted', undefined],
  ])('calls an artifact drifted when another digest arrived and the tag %s in the source', async (_, now) => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'));
    registries.push(TARGET, 'app:v1', digestOf('moved'));
    registries.digests.delete('builds/app:v1');
    if (now) registries.push(SOURCE, 'app:v1', now);

    // Act
    const { artifacts } = await verify();

    // Assess
    expect(artifacts).toMatchObject([
      { outcome: 'drifted', targetDigest: digestOf('moved'), failure: { code: 'tag_drifted' } },
    ]);
  });

  it('calls an artifact failed with digest_mismatch when the target kept what it had', async () => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'));
    registries.push(TARGET, 'app:v1', digestOf('old'));

    // Act
    const { artifacts } = await verify();

    // Assess
    expect(artifacts).toMatchObject([
      { outcome: 'failed', targetDigest: digestOf('old'), failure: { code: 'digest_mismatch' } },
    ]);
  });

  it('verifies the others when one may not be read, which is not_verified', async () => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'), byTag('v2'));
    registries.push(TARGET, 'app:v2', digestOf('v2'));
    registries.beforeLookup = async (key) => {
      if (key === 'production/app:v1') throw DENIED;
    };

    // Act
    const waiting = verify();
    await expect(waiting).rejects.toBe(DENIED);
    const { artifacts } = await verify({ acceptRefusals: true });

    // Assess
    expect(artifacts).toMatchObject([
      { artifact: 'app:v1', outcome: 'failed', failure: { code: 'not_verified' } },
      { artifact: 'app:v2', outcome: 'delivered' },
    ]);
  });

  it('another digest stays another digest when the source may no longer be asked', async () => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'));
    registries.push(TARGET, 'app:v1', digestOf('old'));
    registries.beforeLookup = async (key) => {
      if (key.startsWith('builds/')) throw DENIED;
    };

    // Act
    const waiting = verify();
    await expect(waiting).rejects.toBe(DENIED);
    const { artifacts } = await verify({ acceptRefusals: true });

    // Assess
    expect(artifacts).toMatchObject([
      { outcome: 'failed', targetDigest: digestOf('old'), failure: { code: 'digest_mismatch' } },
    ]);
  });

  it('a target that does not answer is asked again, not reported', async () => {
    // Prepare
    const { verify, registries } = setUp(byTag('v1'));
    registries.beforeLookup = async () => {
      throw unavailable('look up');
    };

    // Act
    const verifying = verify();

    // Assess
    await expect(verifying).rejects.toMatchObject({ transient: true });
  });
});

it('another digest on a route without a source stays another digest', async () => {
  // Prepare
  const { copy, keepBlobs, target } = route();
  const fakes = createFakes();
  const pinnedRoute = { name: 'prod', copy, keepBlobs, ...(target && { target }) };
  fakes.transfers.records.set('t1', record({ pinnedRoute }));
  fakes.registries.push(TARGET, 'app:v1', digestOf('old'));
  const planned = { artifact: 'app:v1', repository: 'app', tag: 'v1', digest: digestOf('v1') };
  const batch: Batch = { name: 'b1', artifacts: [planned] };

  // Act
  const { artifacts } = await verifyArtifacts(fakes.deps, { transferId: 't1', batch });

  // Assess
  expect(artifacts).toMatchObject([{ outcome: 'failed', failure: { code: 'digest_mismatch' } }]);
});
