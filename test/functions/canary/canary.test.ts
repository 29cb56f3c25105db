import { manifestsOf, createCanaryArtifact } from '../../../src/domain/canary/canaryArtifact';
import { AccessDeniedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { beginDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES } from '../../../src/domain/pause/pauses';
import { blobNameFor, pipelineRunName } from '../../../src/domain/names';
import type { CanaryView } from '../../../src/functions/http/schemas/canaryView';
import { lookAfterCanaries } from '../../../src/functions/canary/lookAfterCanaries';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { partialReport } from '../../helpers/partialReport';
import { SOURCE, TARGET } from '../../helpers/route';
import { createApi } from '../http/apiFixture';

const REPOSITORY = 'acr-ferry/canary';
const BATCH = '0123456789abcdef';
const DENIED = new AccessDeniedError('push', 'AcrPush', { words: '403.' });

/** The API, and a service that carries what it is told to. */
function prepare() {
  const api = createApi();
  const { registries, transfers, storage } = api;
  const digestsAt = (end: typeof SOURCE): string[] =>
    [...registries.digests.keys()].filter((key) => key.startsWith(`${end.registryName}/${REPOSITORY}`));
  const carry = ({ id, artifact }: CanaryView, leaveOut: readonly string[] = []): void => {
    const tag = artifact.split(':')[1];
    const { blobs, index, ...rest } = createCanaryArtifact(id);
    for (const { bytes } of [...blobs, rest.emptyConfig]) registries.putBlob(TARGET, REPOSITORY, bytes);
    for (const { digest, mediaType, bytes } of manifestsOf({ blobs, index, ...rest })) {
      if (leaveOut.includes(digest)) continue;
      const document = JSON.parse(bytes.toString()) as object;
      registries.putManifest(TARGET, REPOSITORY, mediaType, document, digest === index.digest ? tag : undefined);
    }
  };
  const end = async ({ transferId }: CanaryView, outcome: 'succeeded' | 'failed' = 'succeeded'): Promise<string> => {
    const blob = blobNameFor('prod', transferId, BATCH);
    storage.put(SOURCE, blob, { size: 1_000 });
    storage.put(TARGET, blob, { size: 1_000 });
    const batch = { batch: BATCH, outcome, artifacts: [], blob };
    await transfers.writeReport({ ...partialReport([]), id: transferId, outcome, batches: [batch] });
    return blob;
  };
  return { ...api, digestsAt, carry, end };
}

describe('a canary', () => {
  it('is pushed, carried by an ordinary transfer, seen on its way, looked for in the target, and removed again', async () => {
    const { sendCanary, getCanary, registries, transfers, client, digestsAt, carry, end, storage } = prepare();
    const sent = await sendCanary('prod');
    const canary = sent.body as CanaryView;
    expect([sent.status, sent.headers['location'], sent.headers['retry-after']]).toEqual([
      202,
      'https://app.example/api/routes/prod/canary',
      '2',
    ]);
    expect(digestsAt(SOURCE)).toHaveLength(6);
    const record = await transfers.find(canary.transferId);
    expect(record?.artifacts).toEqual([
      { repository: REPOSITORY, tag: `canary-${canary.id}` },
      { repository: REPOSITORY, digest: createCanaryArtifact(canary.id).namedReferrer.digest },
    ]);
    expect(client.starts).toEqual([`transfer ${canary.transferId}`]);

    const run = pipelineRunName('export', canary.transferId, BATCH, 1);
    await transfers.noteRun(canary.transferId, run);
    await registries.pipelines.startExport(SOURCE, 'prod', run, { blobName: 'b', artifacts: [] });
    expect((await getCanary('prod')).status).toBe(202);
    registries.setRun(SOURCE, run, { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 });
    const { unnamedReferrer } = createCanaryArtifact(canary.id);
    carry(canary, [unnamedReferrer.digest]);
    const blob = await end(canary);
    const { status, body } = await getCanary('prod');

    expect(status).toBe(200);
    expect(body.sightings.map((one: { provisioningState: string }) => one.provisioningState)).toEqual([
      'Creating',
      'Succeeded',
    ]);
    expect(body).toMatchObject({
      outcome: 'succeeded',
      failures: [],
      arrived: { tag: 'same', index: true, children: 2, blobs: 4, namedReferrer: true, unnamedReferrer: false },
      left: [],
    });
    expect([...digestsAt(SOURCE), ...digestsAt(TARGET)]).toEqual([]);
    expect([storage.committed(SOURCE, blob), storage.committed(TARGET, blob)]).toEqual([undefined, undefined]);
    expect((await getCanary('prod')).body).toEqual(body);
  });

  it('of several callers at once, all get the same one; the next one is another one', async () => {
    const { sendCanary, getCanary, client, carry, end, digestsAt } = prepare();
    const all = await Promise.all([sendCanary('prod'), sendCanary('prod'), sendCanary('prod')]);
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    expect(new Set(client.starts).size).toBe(1);
    const { body } = all[0];
    carry(body);
    await end(body);
    await Promise.all([getCanary('prod'), getCanary('prod')]);
    const ended = (await getCanary('prod')).body;
    expect(ended).toMatchObject({ arrived: { tag: 'same', children: 2, unnamedReferrer: true }, left: [] });
    expect((await sendCanary('prod')).body.id).not.toBe(body.id);
    expect(digestsAt(SOURCE)).toHaveLength(6);
  });

  it('without the right to push, is refused with the role, leaves nothing, and is not on record', async () => {
    const { sendCanary, getCanary, registryContent, digestsAt, client } = prepare();
    registryContent.before = async (what) => {
      if (what === 'putManifest') throw DENIED;
    };
    const { status, body } = await sendCanary('prod');
    expect([status, body.code]).toEqual([503, 'access_denied']);
    expect(body.nextStep).toContain('AcrPush');
    expect((await getCanary('prod')).body.code).toBe('canary_unknown');
    expect([digestsAt(SOURCE), client.starts]).toEqual([[], []]);
  });

  it('of a drained app pushes nothing, also where the drain began after it was put on record', async () => {
    const { sendCanary, getCanary, pauses, canaries, registryContent } = prepare();
    const asked: string[] = [];
    registryContent.before = async (what) => void asked.push(what);
    canaries.beforeWrite = async () => {
      canaries.beforeWrite = async () => {};
      const by = { kind: 'functionKey', name: 'function key' } as const;
      await pauses.write(beginDrain(NO_PAUSES, { at: '2026-11-21T10:00:00.000Z', by }), undefined);
    };
    const { status, body } = await sendCanary('prod');
    expect([status, body.code]).toEqual([503, 'draining']);
    expect(asked.filter((what) => what.startsWith('put'))).toEqual([]);
    expect((await getCanary('prod')).body.code).toBe('canary_unknown');
  });

  it('tells in the log what it could not take back when it was refused', async () => {
    const { sendCanary, registryContent, logged } = prepare();
    registryContent.before = async (what) => {
      if (what !== 'putBlob') throw DENIED;
    };
    await sendCanary('prod');
    expect(logged.join()).toContain(`${SOURCE.registryName}: ${REPOSITORY}@sha256:`);
    expect(logged.join()).not.toContain(TARGET.registryName);
  });

  it('that was cut off when its transfer had begun is not pushed again, nor taken back', async () => {
    const { sendCanary, getCanary, canaries, registryContent, digestsAt } = prepare();
    let dies = true;
    canaries.beforeWrite = async () => {
      if (dies && digestsAt(SOURCE).length > 0) throw new Error('The host was killed.');
    };
    await expect(sendCanary('prod')).resolves.toMatchObject({ status: 500 });
    dies = false;
    expect((await canaries.read('prod'))?.canary.pushedAt).toBeUndefined();
    registryContent.before = async () => {
      throw DENIED;
    };
    const { status, body } = await getCanary('prod');
    expect([status, body.pushedAt]).toEqual([202, expect.any(String)]);
    expect(digestsAt(SOURCE)).toHaveLength(6);
  });

  it('that another look has begun meanwhile is not taken back by one that was refused', async () => {
    const { sendCanary, canaries, registryContent, transfers, digestsAt } = prepare();
    await sendCanary('prod');
    const { canary, version } = (await canaries.read('prod'))!;
    const { pushedAt: _, ...cutOff } = canary;
    await canaries.write('prod', cutOff, version);
    const { find } = transfers;
    // The record is not there at the first look.
    transfers.find = async () => {
      transfers.find = find;
      return undefined;
    };
    registryContent.before = async (what) => {
      if (what === 'putManifest') throw DENIED;
    };
    expect((await sendCanary('prod')).body.code).toBe('access_denied');
    expect((await canaries.read('prod'))?.canary.id).toBe(canary.id);
    expect(digestsAt(SOURCE)).toHaveLength(6);
  });

  it('that another look begins while it is taken back stays on record', async () => {
    const { sendCanary, canaries, registryContent, transfers } = prepare();
    await sendCanary('prod');
    const { canary, version } = (await canaries.read('prod'))!;
    const { pushedAt: _, ...cutOff } = canary;
    await canaries.write('prod', cutOff, version);
    const { find } = transfers;
    transfers.find = async () => undefined;
    registryContent.before = async (what) => {
      if (what === 'putManifest') throw DENIED;
      if (what === 'removeManifest') transfers.find = find;
    };
    expect((await sendCanary('prod')).body.code).toBe('access_denied');
    expect((await canaries.read('prod'))?.canary.id).toBe(canary.id);
  });

  it('that was cut off before its transfer began goes on with the next look', async () => {
    const { sendCanary, getCanary, registryContent, client } = prepare();
    registryContent.before = async () => {
      throw new ServiceUnavailableError('push', { words: '503.' });
    };
    expect((await sendCanary('prod')).body.code).toBe('service_unavailable');
    expect(client.starts).toEqual([]);
    registryContent.before = async () => undefined;
    const { status, body } = await getCanary('prod');
    expect([status, client.starts]).toEqual([202, [`transfer ${body.transferId}`]]);
    expect(body.pushedAt).toBeDefined();
  });

  it('tells what stays where it may not be removed, and what went wrong with its transfer', async () => {
    const { sendCanary, getCanary, registryContent, end } = prepare();
    const { body } = await sendCanary('prod');
    registryContent.before = async (_what, { registryName }) => {
      if (registryName === TARGET.registryName) throw DENIED;
    };
    await end(body, 'failed');
    const ended = (await getCanary('prod')).body;
    expect(ended).toMatchObject({ outcome: 'failed', arrived: { tag: 'missing', index: false, children: 0 } });
    expect(ended.left).toHaveLength(5);
    expect(ended.left[0].what).toContain(`production: ${REPOSITORY}@sha256:`);
    expect(ended.left[0].why).toContain('AcrPush');
  });

  it('whose target cannot be asked says so', async () => {
    const { sendCanary, getCanary, registries, end } = prepare();
    const { body } = await sendCanary('prod');
    await end(body);
    registries.beforeLookup = async () => {
      throw new AccessDeniedError('read', 'AcrPull', { words: '403.' });
    };
    const ended = (await getCanary('prod')).body;
    expect(ended.arrived).toBeUndefined();
    expect(ended.failures).toContainEqual(expect.objectContaining({ code: 'access_denied' }));
  });

  it.each<[string, (api: ReturnType<typeof prepare>, busy: () => Promise<never>) => void]>([
    ['of the runs', ({ registries }, busy) => void (registries.pipelineRuns.find = busy)],
    ['of the target', ({ registries }, busy) => void (registries.beforeLookup = busy)],
    [
      'of a registry that shall delete',
      ({ registryContent }, busy) =>
        void (registryContent.before = (what) => (what === 'removeManifest' ? busy() : Promise.resolve())),
    ],
    ['of a container', ({ storage }, busy) => void (storage.blobs.remove = busy)],
  ])('takes a 503 %s for no result, shows itself as it is, and goes on with the next look', async (_whose, hinder) => {
    const api = prepare();
    const { sendCanary, getCanary, registries, transfers, storage, registryContent, carry, end, digestsAt } = api;
    const { body } = await sendCanary('prod');
    carry(body);
    await end(body);
    await transfers.noteRun(body.transferId, 'e1');
    const { find } = registries.pipelineRuns;
    const { remove } = storage.blobs;
    hinder(api, () => Promise.reject(new ServiceUnavailableError('read', { words: '503.' })));
    const going = await getCanary('prod');
    expect([going.status, going.body.id, going.body.endedAt]).toEqual([202, body.id, undefined]);
    expect((await sendCanary('prod')).body.id).toBe(body.id);
    expect(api.logged.join()).toContain('503.');

    Object.assign(registries, { beforeLookup: async () => undefined });
    registries.pipelineRuns.find = find;
    storage.blobs.remove = remove;
    registryContent.before = async () => undefined;
    const ended = await getCanary('prod');
    expect(ended.status).toBe(200);
    expect(ended.body).toMatchObject({ outcome: 'succeeded', failures: [], left: [] });
    expect(ended.body.arrived).toMatchObject({ tag: 'same', index: true, children: 2, blobs: 4 });
    expect([digestsAt(SOURCE), digestsAt(TARGET)]).toEqual([[], []]);
  });

  it('is no longer on its way once a target has been away for as long as a step may take', async () => {
    const { sendCanary, getCanary, registries, registryContent, deps, end } = prepare();
    const { body } = await sendCanary('prod');
    await end(body);
    let asked = 0;
    const away = async (): Promise<never> => {
      throw new ServiceUnavailableError('reach it', { words: 'no answer.' });
    };
    registries.beforeLookup = away;
    registryContent.before = async (_what, { registryName }) => {
      if (registryName !== TARGET.registryName) return;
      asked += 1;
      await away();
    };
    expect((await getCanary('prod')).status).toBe(202);
    deps.machine.now = () => Date.parse('2026-11-21T16:01:00.000Z');
    const ended = await getCanary('prod');
    expect([ended.status, ended.body.failures[0].code]).toEqual([200, 'service_unavailable']);
    expect([ended.body.left.length, asked]).toEqual([5, 1]);
  });

  it('that nobody asks for any more is seen to its end by the timer', async () => {
    const { sendCanary, getCanary, deps, client, carry, end, digestsAt, logged } = prepare();
    const { body } = await sendCanary('prod');
    carry(body);
    await end(body);
    const log = { warn: (text: string) => void logged.push(text) };
    await lookAfterCanaries(deps, createInstances(client, MACHINE), log, 1_000);
    expect([digestsAt(SOURCE), digestsAt(TARGET)]).toEqual([[], []]);
    expect((await getCanary('prod')).status).toBe(200);
  });

  it('has no further route begun by the timer once its time is over; the next look begins elsewhere', async () => {
    const { deps, client, canaries, logged } = prepare();
    const read: string[] = [];
    let now = 0;
    canaries.read = async (route) => {
      read.push(route);
      now += 60;
      return undefined;
    };
    deps.machine.now = () => now;
    const log = { warn: (text: string) => void logged.push(text) };
    const look = () => lookAfterCanaries(deps, createInstances(client, MACHINE), log, 100);
    await look();
    expect(read).toEqual(['prod', 'export-only']);
    deps.machine.random = () => 0.99;
    await look();
    expect(read.slice(2)).toEqual(['import-only', 'prod']);
  });

  it.each([
    ['export-only', 422, 'route_incomplete'],
    ['import-only', 422, 'route_incomplete'],
    ['nowhere', 422, 'route_unknown'],
  ])('on the route %s there is none', async (route, status, code) => {
    const { sendCanary } = prepare();
    const { body, ...answer } = await sendCanary(route);
    expect([answer.status, body.code]).toEqual([status, code]);
  });

  it('that was never sent is not known', async () => {
    const { status, body } = await prepare().getCanary('prod');
    expect([status, body.code]).toEqual([404, 'canary_unknown']);
  });
});
