import { primaryAddress } from '../../src/domain/primaryAddress';
import { blockAt } from '../../src/domain/copy/blockPlan';
import * as names from '../../src/domain/names';
import { createBatch } from '../../src/domain/plan';
import type { BatchResult } from '../../src/domain/report/batchResult';
import type { TransferRecord } from '../../src/domain/transferRecord';
import { readState, recordedVersions } from './recordedState';

/*
 * Names are how the app knows after an upgrade what it began before: another name for a run is another run, and an image is exported
 * twice; another id for a block is a blob that cannot be committed.
 */
describe.each(recordedVersions())('what %s named', (version) => {
  const state = readState(version);
  const documents = <T>(form: RegExp): [string[], T][] =>
    state.flatMap(({ name, content }): [string[], T][] => {
      const found = form.exec(name);
      return found ? [[found.slice(1), JSON.parse(content) as T]] : [];
    });
  const records = documents<TransferRecord>(/^transfers\/(t[0-9a-f]{32})\.json$/);
  const recordOf = (id = ''): TransferRecord | undefined => records.find(([[known]]) => known === id)?.[1];
  const batches = documents<BatchResult>(/^batches\/(t[0-9a-f]{32})\/([0-9a-f]{32})\.json$/);

  it('is named alike: batches, their runs and their blobs', () => {
    expect(batches.length).toBeGreaterThanOrEqual(5);
    for (const [[id = '', batch = ''], { report }] of batches) {
      for (const kind of ['export', 'import'] as const) {
        const { resourceId } = report[`${kind}Run`] ?? {};
        const run = names.pipelineRunName(kind, id, batch, 1);
        expect(resourceId?.split('/').at(-1) ?? run).toBe(run);
        expect(state.some(({ name }) => name === `runs/${id}/${run}`)).toBe(resourceId !== undefined);
      }
      const { route = '', arrival } = recordOf(id) ?? {};
      expect(report.blob).toBe(arrival?.name ?? names.blobNameFor(route, id, batch));
    }
  });

  it('is named alike: batches by what they hold', () => {
    for (const [[id = '', batch], { artifacts }] of batches) {
      if (recordOf(id)?.arrival) continue;
      const planned = artifacts.map(({ artifact, sourceDigest = '' }) => {
        const [repository = '', tag] = artifact.replace(/@.*/, '').split(':');
        return { artifact, repository, ...(tag !== undefined && { tag }), digest: sourceDigest };
      });
      expect(createBatch(planned).name).toBe(batch);
    }
  });

  it('is named alike: blobs that arrived', () => {
    const arrivals = records.flatMap(
      ([
        ,
        {
          id,
          arrival,
          pinnedRoute: { target },
        },
      ]) => (arrival && target ? [[id, names.arrivalTransferId(primaryAddress(target.containerUri), arrival)]] : []),
    );
    expect(arrivals).not.toEqual([]);
    for (const [known, id] of arrivals) expect(id).toBe(known);
  });
});

it('ids and blocks are those of 0.2.0', () => {
  const two = Date.UTC(2026, 10, 29, 2);
  expect([
    names.transferIdFor('order-1'),
    names.scheduledTransferId('prod', 'nightly', '2026-11-29T02:00:00.000Z'),
    names.scheduleRunId('prod', 'nightly', 'order-1'),
    names.pushTransferId('prod', 'a'),
    names.canaryTransferId('prod', 'a'),
    names.arrivalTransferId('https://s.example/c', { name: 'b', size: 3, etag: '"1"' }),
    names.rebuildIdFor('a'),
    names.cleanupIdFor(two, 'daily'),
    names.batchInstanceId('t0', 'b', 'r1'),
    names.batchLaneInstanceId('t0', 1, 'r1'),
    createBatch([{ artifact: 'app:1', repository: 'app', tag: '1', digest: 'sha256:0' }], 2).name,
    blockAt({ size: 10, blockSize: 4, blockCount: 3 }, '"1"', 2).id,
  ]).toEqual([
    'td9ab864b1c6a0fcf0d054bcd72339bce',
    'te852e8ab89a3b34473024e836ea4b07e',
    't278780b22dd9da797e669455a92ec477',
    't37c8f98601286af851a0b0b5f65b3ff6',
    'tc0a1c0a19e4f2e68e2de56ef31d2ee71',
    't8d29cc633664f44477788bb68a96affc',
    'rebuild-ab4f145c855ae2e7f1e7326afc2f06ed',
    'cleanup-20261129T020000000Z-ed821e40',
    't0-r1-b-b',
    't0-r1-l-1',
    '0649af0f33cba2ad1360f71ad8e84fe3',
    'MjhkMTQzMzE4ZjZlZWJhOWU4MjM3Zjg5NWNhMmIxYWMtMDAwMDI=',
  ]);
});
