import { DEFAULT_COPY } from '../../src/settings/routes/routesSchema';
import { createCopyPlan, type CopyStrategyName } from '../../src/domain/copy/copyPlan';
import type { Activities } from '../../src/activities/activities';
import { CANCELED } from '../../src/domain/failures/ending';
import type { Failure } from '../../src/domain/failures/failure';
import { BLOB, PLAN, done, failed, runTransfer } from './runTransfer';

const GIB = 1024 ** 3;
const REFUSED: Failure = { code: 'copy_source_refused', message: 'network rules', nextStep: 'n' };

type CopyInput = Parameters<Activities['copyBlocks']>[0];

const complete = () => done({ complete: true, copied: 1 });
const refused = () => done({ complete: false, copied: 0, refused: REFUSED });
const planned = ({ strategy = 'server' }: { strategy?: CopyStrategyName }) =>
  done({ plan: { ...PLAN, strategy }, committed: false, ...(strategy === 'server' && { fallback: 'relay' as const }) });

describe('lanes', () => {
  it('every range is copied once', async () => {
    const { inputs } = await runTransfer();
    const copied = inputs['copyBlocks'] as CopyInput[];
    expect(copied.map(({ range }) => range).toSorted((a, b) => a.first - b.first)).toEqual([
      { first: 0, last: 1 },
      { first: 2, last: 2 },
    ]);
    expect(copied.every(({ mayFallBack }) => mayFallBack)).toBe(true);
  });

  it('a range whose time was up is asked for again, after the wait that the service asks for', async () => {
    // Prepare
    let looks = 0;

    // Act
    const { inputs, elapsed, report } = await runTransfer({
      copyBlocks: () => (looks++ === 0 ? done({ complete: false, copied: 1, retryAfterSeconds: 120 }) : complete()),
    });

    // Assess
    expect(inputs['copyBlocks']).toHaveLength(3);
    expect(elapsed).toBeGreaterThan(135_000);
    expect(report.outcome).toBe('succeeded');
  });

  it.each([
    ['a failure', failed('access_denied'), 'failed'],
    ['a cancel', CANCELED, 'canceled'],
  ])('%s in one lane ends the copy, and nothing is committed', async (_, end, outcome) => {
    const { report, calls } = await runTransfer({
      copyBlocks: ({ range }: CopyInput) => (range.first === 2 ? end : complete()),
    });
    expect(report.outcome).toBe(outcome);
    expect(calls).not.toContain('commitBlob');
    expect(report.batches).toMatchObject([{ blobsDeleted: true }]);
  });
});

describe('staged blocks that vanished', () => {
  it('are copied again, and the commit follows', async () => {
    let commits = 0;
    const { report, calls } = await runTransfer({
      commitBlob: () => (commits++ < 2 ? failed('blocks_missing') : done({ committed: true })),
    });
    expect(report.outcome).toBe('succeeded');
    expect(calls.filter((name) => name === 'copyBlocks')).toHaveLength(6);
  });

  it('again and again are the end after a few rounds', async () => {
    const { report, calls } = await runTransfer({ commitBlob: () => failed('blocks_missing') });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'blocks_missing' }] });
    expect(calls.filter((name) => name === 'commitBlob')).toHaveLength(5);
    expect(report.batches).toMatchObject([{ blobsDeleted: true }]);
  });
});

it('a storage that asks for patience without end is left alone when the patience of the step is over', async () => {
  const { report, elapsed } = await runTransfer({
    copyBlocks: () => done({ complete: false, copied: 0, retryAfterSeconds: 400 }),
  });
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'service_unavailable' }] });
  expect(report.failures[0]?.message).toContain('it asks to be left alone for 400 s');
  expect(elapsed).toBeGreaterThan(50 * 60_000);
  // A wait that is shorter than the service asks for would be one request too many.
  expect(elapsed).toBeLessThan(61 * 60_000);
});

it('a cancel ends the wait that a storage asked for', async () => {
  const { report, elapsed } = await runTransfer({
    copyBlocks: () => done({ complete: false, copied: 0, retryAfterSeconds: 3_000 }),
    lookForCancel: () => done({ cancelRequested: true }),
  });
  expect(report.outcome).toBe('canceled');
  expect(elapsed).toBeLessThan(10 * 60_000);
});

describe('fallback', () => {
  it('relays what the target may not read, and says why', async () => {
    const { report, batch, inputs } = await runTransfer({
      planCopy: planned,
      copyBlocks: ({ plan }: CopyInput) => (plan.strategy === 'server' ? refused() : complete()),
    });
    expect(report.outcome).toBe('succeeded');
    expect(batch?.copy).toMatchObject({ strategy: 'relay', fallbackReason: REFUSED });
    expect(inputs['commitBlob']).toEqual([expect.objectContaining({ plan: { ...PLAN, strategy: 'relay' } })]);
    const relayed = (inputs['copyBlocks'] as CopyInput[]).filter(({ plan }) => plan.strategy === 'relay');
    expect(relayed.map(({ mayFallBack }) => mayFallBack)).toEqual([false, false]);
  });

  it('a relay that fails too is the end, with its own failure', async () => {
    const { report, batch } = await runTransfer({
      planCopy: planned,
      copyBlocks: ({ plan }: CopyInput) => (plan.strategy === 'server' ? refused() : failed('access_denied')),
    });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }] });
    expect(batch?.copy).toMatchObject({ strategy: 'relay', fallbackReason: REFUSED });
  });

  it('a cancel outweighs a refusal', async () => {
    const { report, calls } = await runTransfer({
      planCopy: planned,
      copyBlocks: ({ range }: CopyInput) => (range.first === 0 ? refused() : CANCELED),
    });
    expect(report.outcome).toBe('canceled');
    expect(calls.filter((name) => name === 'planCopy')).toHaveLength(1);
  });

  it('the commit replaces what the plan says', async () => {
    const { inputs } = await runTransfer({ planCopy: () => done({ plan: PLAN, committed: false, replaces: '"7"' }) });
    expect(inputs['commitBlob']).toEqual([expect.objectContaining({ replaces: '"7"' })]);
  });
});

/** Two for each activity and each lane, and where a lane begins and ends; the management API shows two as one. */
const COPY_EVENTS = 16;

describe('what 50 GiB cost', () => {
  it.each(['server', 'relay'] as const)('%s: two activities, sixteen events of them', async (strategy) => {
    // Prepare
    const blob = { ...BLOB, size: 50 * GIB };
    const plan = createCopyPlan(blob.size, DEFAULT_COPY, strategy);

    // Act
    const { calls, historyEvents, report } = await runTransfer({
      inspectExportedBlob: () => done(blob),
      planCopy: () => done({ plan, committed: false }),
    });
    // The same transfer of a blob without a single block: what remains is the copy's own.
    const { historyEvents: others } = await runTransfer({
      planCopy: () => done({ plan: { ...plan, blockCount: 0 }, committed: false }),
    });

    // Assess
    expect(report.outcome).toBe('succeeded');
    expect(calls.filter((name) => name === 'copyBlocks')).toHaveLength(2);
    expect(2 * (historyEvents - others)).toBeLessThanOrEqual(COPY_EVENTS);
  });
});
