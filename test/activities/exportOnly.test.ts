import { cleanUp } from '../../src/activities/upkeep/cleanUp';
import { keepUpkeepFailures } from '../../src/activities/report/keepUpkeepFailures';
import { lookAtExportPipeline } from '../../src/activities/runs/lookAtExportPipeline';
import { confirmExported } from '../../src/activities/verify/confirmExported';
import { AccessDeniedError, ExportUnconfirmedError } from '../../src/domain/failures/errors';
import type { Failure } from '../../src/domain/failures/failure';
import { manifestNameFor } from '../../src/domain/names';
import type { Batch, PlannedArtifact } from '../../src/domain/plan';
import type { BatchResult } from '../../src/domain/report/batchResult';
import type { ArtifactReport, BatchReport, RunReport } from '../../src/domain/report/report';
import { blobUri } from '../../src/domain/route';
import { createFakes } from '../helpers/fakes';
import { digestOf, partsOf } from '../helpers/fakeRegistries';
import { unavailable } from '../helpers/fakeStorage';
import { record } from '../helpers/record';
import { exportOnlyRoute, SOURCE } from '../helpers/route';

const NAME = 'prod-t1-b1.tar.gz';
const MANIFEST = manifestNameFor(NAME);
const TO_CARRY = { blob: blobUri(SOURCE, NAME), manifest: blobUri(SOURCE, MANIFEST), size: 5, contentMd5: 'bWQ1' };

/** The transfer `t1` on a route without a target. */
function exportOnlyFakes(changes: Parameters<typeof exportOnlyRoute>[0] = {}) {
  const fakes = createFakes();
  fakes.transfers.records.set('t1', record({ pinnedRoute: exportOnlyRoute(changes) }));
  return fakes;
}

const planned = (tag: string, digest = digestOf(tag)): PlannedArtifact => ({
  ...{ artifact: `app:${tag}`, repository: 'app', tag, digest },
});

describe('confirmExported', () => {
  function setUp(...tags: string[]) {
    const fakes = exportOnlyFakes();
    for (const tag of tags) fakes.registries.push(SOURCE, `app:${tag}`, digestOf(tag));
    const batch: Batch = { name: 'b1', artifacts: tags.map((tag) => planned(tag)) };
    const call = (more: { acceptRefusals?: true } = {}) =>
      confirmExported(fakes.deps, { transferId: 't1', batch, ...more });
    const outcomes = async (more = {}) => {
      const { artifacts, unfinished } = await call(more);
      expect(unfinished).toBeUndefined();
      return Object.fromEntries(artifacts.map((one) => [one.artifact, [one.outcome, one.failure?.code]]));
    };
    return { ...fakes, call, outcomes };
  }

  it('what the source still has, whole, is exported; and only the source is asked', async () => {
    const { call, registries } = setUp('v1', 'v2');
    const { artifacts } = await call();
    expect(artifacts).toHaveLength(2);
    expect(artifacts).toEqual(
      expect.arrayContaining([
        { artifact: 'app:v1', sourceDigest: digestOf('v1'), outcome: 'exported' },
        { artifact: 'app:v2', sourceDigest: digestOf('v2'), outcome: 'exported' },
      ]),
    );
    expect(registries.lookups.every((key) => key.startsWith('builds/'))).toBe(true);
  });

  it('a tag that moved is drifted, one that is gone is missing, what lost a layer is incomplete', async () => {
    const { outcomes, registries } = setUp('v1', 'v2', 'v3', 'v4');
    registries.push(SOURCE, 'app:v2', digestOf('moved'));
    registries.digests.delete('builds/app:v3');
    registries.remove(SOURCE, 'app', partsOf(digestOf('v4'))[1]?.digest ?? '');
    expect(await outcomes()).toEqual({
      'app:v1': ['exported', undefined],
      'app:v2': ['drifted', 'tag_drifted'],
      'app:v3': ['missing', 'artifact_not_found'],
      'app:v4': ['incomplete', 'artifact_incomplete_in_source'],
    });
  });

  it('foreign layers that the plan left out may be absent', async () => {
    const fakes = exportOnlyFakes();
    const { registries, deps } = fakes;
    const mediaType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
    const foreign = { digest: digestOf('foreign'), mediaType, size: 7 };
    const config = registries.putBlob(SOURCE, 'app', '{}');
    const digest = registries.putManifest(
      ...([SOURCE, 'app', 'application/vnd.docker.distribution.manifest.v2+json'] as const),
      { config: { mediaType: 'c', digest: config, size: 2 }, layers: [foreign] },
      'v1',
    );
    const artifacts = [{ ...planned('v1', digest), leftOut: { parts: [foreign] } }];
    const found = await confirmExported(deps, { transferId: 't1', batch: { name: 'b1', artifacts } });
    expect(found.artifacts).toMatchObject([{ outcome: 'exported', leftOut: { parts: [foreign] } }]);
  });

  it('waits for what may pass, and reports what stays refused of the one artifact', async () => {
    const { call, outcomes, registries } = setUp('v1', 'v2');
    registries.beforeLookup = async (key) => {
      if (key === 'builds/app:v1') throw new AccessDeniedError('look up app:v1', 'AcrPull', { words: '403 DENIED' });
    };
    await expect(call()).rejects.toMatchObject({ code: 'access_denied' });
    expect(await outcomes({ acceptRefusals: true })).toEqual({
      'app:v1': ['failed', 'export_unconfirmed'],
      'app:v2': ['exported', undefined],
    });
    registries.beforeLookup = () => Promise.reject(unavailable('look up'));
    await expect(call({ acceptRefusals: true })).rejects.toMatchObject({ transient: true });
  });
});

describe('lookAtExportPipeline', () => {
  it.each([
    [[], 0],
    [['OverwriteBlobs'], 0],
    [['OverwriteBlobs', 'continueOnErrors'], 1],
  ])('with the options %j there are %i warnings', async (options, count) => {
    const { deps, registries } = exportOnlyFakes();
    registries.exportOptions.set(SOURCE.registryName, options);
    const { warnings } = await lookAtExportPipeline(deps, { transferId: 't1' });
    expect(warnings.map(({ code }) => code)).toEqual(Array(count).fill('export_unproven'));
  });

  it('warns where the pipeline is gone', async () => {
    const { deps, registries } = exportOnlyFakes();
    registries.removePipeline(SOURCE);
    const { warnings } = await lookAtExportPipeline(deps, { transferId: 't1' });
    expect(warnings).toMatchObject([{ code: 'export_unproven', message: /does not exist any more/ }]);
  });
});

describe('cleanUp', () => {
  const failure: Failure = { code: 'tag_drifted', message: 'It moved.', nextStep: 'n' };
  const drifted: ArtifactReport = { artifact: 'app:v1', outcome: 'drifted', failure };

  async function setUp(
    report: Partial<BatchReport>,
    { artifacts = [drifted], isSeen = true, keepBlobs = false }: Setting = {},
  ) {
    const fakes = exportOnlyFakes({ keepBlobs });
    const { storage, transfers, deps } = fakes;
    const exported = { ...storage.put(SOURCE, NAME, { size: 5 }), name: NAME, contentMd5: 'bWQ1' };
    storage.put(SOURCE, MANIFEST, { size: 1 });
    const result: BatchResult = {
      report: {
        ...{ batch: 'b1', outcome: 'failed', artifacts: ['app:v1'], blob: NAME },
        exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' },
        ...report,
      },
      ...{ artifacts, failures: [], ...(isSeen && { exported }) },
    };
    await transfers.writeBatchResult('t1', result);
    return {
      ...fakes,
      cleanUp: () => cleanUp(deps, { transferId: 't1', batch: 'b1' }),
      left: async () => (await transfers.readCleanUp('t1', 'b1'))?.left,
      isThere: () => [NAME, MANIFEST].map((name) => storage.committed(SOURCE, name) !== undefined),
    };
  }
  interface Setting {
    artifacts?: ArtifactReport[];
    isSeen?: boolean;
    keepBlobs?: boolean;
  }

  it.each(['exported', 'partial', 'unconfirmed', 'canceled'] as const)(
    'never removes what is to be carried, nor calls it left behind: %s',
    async (outcome) => {
      const batch = await setUp({ outcome, toCarry: TO_CARRY });
      for (let time = 0; time < 2; time += 1) expect(await batch.cleanUp()).toEqual({ left: 0 });
      expect(batch.isThere()).toEqual([true, true]);
      expect(await batch.left()).toBeUndefined();
    },
  );

  it('removes a blob that holds nothing as planned, and a manifest of which nobody heard', async () => {
    const batch = await setUp({});
    for (let time = 0; time < 2; time += 1) expect(await batch.cleanUp()).toEqual({ left: 0 });
    expect(batch.isThere()).toEqual([false, false]);
    expect(await batch.left()).toEqual([]);
  });

  it('leaves a blob alone that replaced the exported one', async () => {
    const batch = await setUp({});
    batch.storage.put(SOURCE, NAME, { size: 6 });
    expect(await batch.cleanUp()).toEqual({ left: 1 });
    expect(await batch.left()).toMatchObject([{ blob: TO_CARRY.blob, why: /something replaced it/ }]);
  });

  it('keeps what nobody could look at, or the route keeps', async () => {
    const unseen: ArtifactReport = {
      ...{ artifact: 'app:v1', outcome: 'failed' },
      failure: new ExportUnconfirmedError('app:v1', '403').toFailure(),
    };
    for (const setting of [{ artifacts: [unseen] }, { keepBlobs: true }]) {
      const batch = await setUp({}, setting);
      expect(await batch.cleanUp()).toEqual({ left: 2 });
      expect(batch.isThere()).toEqual([true, true]);
    }
  });

  it('names a blob that nobody saw whole', async () => {
    const batch = await setUp({}, { isSeen: false });
    await batch.cleanUp();
    expect(batch.isThere()).toEqual([true, true]);
    expect((await batch.left())?.map(({ why }) => why)).toEqual(['Nobody saw it whole.', 'Nobody saw it whole.']);
  });

  it.each(['overdue', 'leftRunning', 'unknown'] as const)(
    'names the blob of an export run that is %s, although it is not there yet, and no manifest',
    async (outcome) => {
      const exportRun: RunReport = { resourceId: '/runs/e1', outcome };
      const batch = await setUp({ exportRun }, { isSeen: false });
      for (const name of [NAME, MANIFEST]) await batch.deps.blobs.remove(SOURCE, name);
      await batch.cleanUp();
      const why = 'The pipeline run /runs/e1 may still write it.';
      expect(await batch.left()).toEqual([{ blob: TO_CARRY.blob, why }]);
    },
  );

  it('one that came to no end names the blob and the manifest of the source; of what is to be carried, nothing', async () => {
    const failures = { cleanUpFailure: { ...failure, code: 'service_unavailable' as const } };
    const keep = async (batch: Awaited<ReturnType<typeof setUp>>) => {
      await keepUpkeepFailures(batch.deps, { transferId: 't1', batch: 'b1', failures });
      return (await batch.left())?.map(({ blob }) => blob);
    };
    expect(await keep(await setUp({}))).toEqual([TO_CARRY.blob, TO_CARRY.manifest]);
    expect(await keep(await setUp({ toCarry: TO_CARRY }))).toBeUndefined();
  });
});
