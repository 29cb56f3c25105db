import { isRegistryRunOf, latestRun, mayHaveImported } from '../../../src/domain/arrivals/registryRun';
import type { ListedRun } from '../../../src/domain/retention/decideRun';
import { blobUri } from '../../../src/domain/route';
import { TARGET } from '../../helpers/route';

const NAME = 'inbox/from the low side/äpp.tar.gz';
const WRITTEN = '2026-11-01T12:00:00.000Z';
const SEEN = '2026-11-01T12:00:30.000Z';
const RUN: ListedRun = {
  ...{ name: 'importferry_1f0c', phase: 'running', blob: NAME, createdAt: '2026-11-01T12:05:00.1234567+00:00' },
  pipelineId: `${TARGET.registryId}/importPipelines/${TARGET.pipeline}`,
};
const without = <K extends keyof ListedRun>(key: K, run: ListedRun = RUN): Omit<ListedRun, K> => {
  const { [key]: _none, ...rest } = run;
  return rest;
};
const isOf = (run: ListedRun, time: object = { writtenAt: WRITTEN }): boolean =>
  isRegistryRunOf(run, TARGET, { name: NAME }, { seenAt: SEEN, ...time });

it('is a run with an underscore, of the pipeline and the blob, that began after the blob was written', () => {
  expect(isOf(RUN)).toBe(true);
  expect(isOf({ ...RUN, name: 'importferry1f0c' })).toBe(false);
  expect(isOf({ ...RUN, name: `i${'0'.repeat(32)}` })).toBe(false);
  expect(isOf({ ...RUN, blob: `${NAME}.old` })).toBe(false);
  expect(isOf({ ...RUN, pipelineId: `${TARGET.registryId}/importPipelines/other` })).toBe(false);
  expect(isOf({ ...RUN, pipelineId: RUN.pipelineId?.toUpperCase() ?? '' })).toBe(true);
  expect(isOf({ ...RUN, createdAt: '2026-11-01T11:59:57Z' })).toBe(false);
});

it('the version of the blob that it names decides, where it names one; times of blobs are whole seconds', () => {
  expect(isOf({ ...RUN, writtenAt: '2026-11-01T11:59:59.4Z' })).toBe(true);
  expect(isOf({ ...RUN, writtenAt: '2026-11-01T11:00:00Z' })).toBe(false);
  expect(isOf({ ...RUN, createdAt: '2026-11-01T11:59:58.5Z' })).toBe(true);
});

it('an answer that does not echo its request is read by the address of the blob, encoded or not', () => {
  const bare = without('blob', without('pipelineId') as ListedRun) as ListedRun;
  const address = blobUri(TARGET, NAME);
  expect(isOf(bare)).toBe(false);
  expect(isOf({ ...bare, blobUri: address })).toBe(true);
  expect(isOf({ ...bare, blobUri: encodeURI(address) })).toBe(true);
  expect(isOf({ ...bare, blobUri: address.replace('.blob.', '.dfs.') })).toBe(true);
  expect(isOf({ ...bare, blobUri: `${address}x` })).toBe(false);
  expect(isOf({ ...bare, blobUri: 'https://a/%zz' })).toBe(false);
});

it('one that tells no time is none yet', () => {
  expect(isOf(without('createdAt') as ListedRun)).toBe(false);
});

it('of a blob that was gone before anybody looked, it is one that had not ended when the blob was last seen', () => {
  const old = { ...RUN, createdAt: '2026-11-01T11:00:00Z' };
  expect(isOf({ ...old, endedAt: '2026-11-01T12:01:00Z' }, {})).toBe(true);
  expect(isOf({ ...old, endedAt: '2026-11-01T12:00:00Z' }, {})).toBe(false);
  expect(isOf({ ...RUN, createdAt: '2026-11-01T12:01:00Z' }, {})).toBe(true);
});

it('of several runs the one that began last counts', () => {
  const first = { ...RUN, createdAt: '2026-11-01T12:00:00Z' };
  const last = { ...RUN, createdAt: '2026-11-01T12:00:01Z' };
  expect([latestRun(undefined, first), latestRun(first, last), latestRun(last, first)]).toEqual([first, last, last]);
});

it('the registry may have imported while its trigger is on, and until it was switched since', () => {
  const time = { writtenAt: WRITTEN, seenAt: SEEN };
  expect(mayHaveImported({ isOn: true }, time)).toBe(true);
  expect(mayHaveImported({ isOn: false }, time)).toBe(false);
  expect(mayHaveImported({ isOn: false, changedAt: '2026-11-01T11:00:00Z' }, time)).toBe(false);
  expect(mayHaveImported({ isOn: false, changedAt: '2026-11-01T12:00:01Z' }, time)).toBe(true);
  expect(mayHaveImported({ isOn: false, changedAt: '2026-11-01T12:00:10Z' }, { seenAt: SEEN })).toBe(false);
});
