import type { Doctor } from '../../src/domain/ports/doctor';
import { MACHINE } from '../../src/services/machine';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { DurableInvoker, InstanceStatus, TaskHub } from '../../local/host/durable/taskHub';
import type { Activities } from '../../src/activities/activities';
import { partsOfBatch } from '../../src/activities/report/partsOfBatch';
import { takeBatch } from '../../src/activities/plan/takeBatch';
import { keepPlan } from '../../src/activities/plan/keepPlan';
import { keepParts } from '../../src/activities/report/keepParts';
import { keepUpkeepFailures } from '../../src/activities/report/keepUpkeepFailures';
import { storeBatchResult } from '../../src/activities/report/storeBatchResult';
import { writeReport } from '../../src/activities/report/writeReport';
import type { RunCheck } from '../../src/activities/runs/checkRun';
import { settle } from '../../src/activities/settle';
import type { CopyPlan } from '../../src/domain/copy/copyPlan';
import type { ExportedBlob } from '../../src/domain/copy/exportedBlob';
import type { FailureCode } from '../../src/domain/failures/codes';
import { done, failed as endedBy, type Done, type Failed } from '../../src/domain/failures/ending';
import type { Batch, PlannedArtifact } from '../../src/domain/plan';
import { withRun, type BatchProgress, type RunProgress, type TransferProgress } from '../../src/domain/progress';
import type { TransferStore } from '../../src/domain/ports/transferStore';
import { planCleanUp } from '../../src/domain/report/cleanUp';
import type { BatchReport, TransferReport } from '../../src/domain/report/report';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import type { TransferInput } from '../../src/orchestrations/transfer';
import type { TransferPages } from '../../src/domain/ports/transferPages';
import { FakeTransferPages } from '../helpers/fakeTransferPages';
import { FakeTransferStore } from '../helpers/fakeTransferStore';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import type { Clock } from '../../src/domain/ports/machine';

export const MIB = 1024 * 1024;
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export const ARTIFACT: PlannedArtifact = { artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: DIGEST };

export const BATCH: Batch = { name: 'b'.repeat(32), artifacts: [ARTIFACT] };

export const BLOB: ExportedBlob = {
  name: 'blob.tar.gz',
  size: 10 * MIB,
  etag: '"1"',
  contentMd5: 'bWQ1',
  metadata: { category: 'acr-transfer-blob' },
};

/** Three blocks in two ranges, one lane each. */
export const PLAN: CopyPlan = {
  strategy: 'server',
  size: BLOB.size,
  blockSize: 4 * MIB,
  blockCount: 3,
  blocksPerRange: 2,
  lanes: 2,
};

export const INPUT: TransferInput = {
  transferId: 't0',
  route: 'prod',
  artifacts: [{ repository: 'app', tag: '1.0' }],
  startedBy: { kind: 'functionKey', name: 'function key' },
  startedAt: '2026-01-01T00:00:00.000Z',
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 60, verificationSeconds: 0 },
  batchesAtOnce: 20,
  windows: { exports: 10, imports: 5 },
};

export { done } from '../../src/domain/failures/ending';

/** What a service that is out of reach makes of a call. */
export const away = (code: FailureCode = 'service_unavailable', retryAfterSeconds?: number): Failed => ({
  ...failed(code),
  transient: true,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** What a refusal makes of a call that may pass soon. */
export const refused = (code: FailureCode = 'access_denied', retryAfterSeconds?: number): Failed => ({
  ...failed(code),
  mayPassSoon: true,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

export const failed = (code: FailureCode): Failed => endedBy({ code, message: `it was ${code}`, nextStep: 'mend it' });

/** What an activity answers here instead of doing anything. */
export type Stubs = {
  [Name in keyof Activities]?: (
    input: Parameters<Activities[Name]>[0],
    transfers: TransferStore,
    pages: TransferPages,
  ) => Awaited<ReturnType<Activities[Name]>> | ReturnType<Activities[Name]>;
};

const HAPPY = {
  openTransfer: () => done({}),
  lookForCancel: () => done({ cancelRequested: false }),
  planTransfer: () => done({ batches: [BATCH], unplanned: [] }),
  startExportRun: () => done({ resourceId: '/runs/e1' }),
  startImportRun: () => done({ resourceId: '/runs/i1' }),
  checkRun: ({ kind }) => looked(kind, {}),
  inspectExportedBlob: () => done(BLOB),
  writeManifest: () => done({ written: true }),
  planCopy: () => done({ plan: PLAN, committed: false, fallback: 'relay' }),
  copyBlocks: () => done({ complete: true, copied: 2 }),
  commitBlob: () => done({ committed: true }),
  verifyArtifacts: () =>
    done({ artifacts: [{ artifact: 'app:1.0', outcome: 'delivered', sourceDigest: DIGEST, targetDigest: DIGEST }] }),
  confirmExported: ({ batch }) =>
    done({
      artifacts: batch.artifacts.map(({ artifact, digest }) => {
        return { artifact, outcome: 'exported' as const, sourceDigest: digest };
      }),
    }),
  lookAtExportPipeline: () => done({ warnings: [] }),
  lookAtImportPipeline: () => done({ warnings: [] }),
  writeExportManifest: ({ blob: { name, size, contentMd5 } }) =>
    done({ blob: `https://s/c/${name}`, manifest: `https://s/c/${name}.manifest.json`, size, contentMd5 }),
  openBatch: () => done({}),
  recordDelivered: () => done({ recorded: 1 }),
  acquireSlot: ({ kind }) => done({ acquired: true, registry: kind === 'export' ? 'builds' : 'production' }),
  releaseSlot: () => done({ released: true }),
  lookForRunning: () => done({ running: [] }),
} satisfies Stubs;

/** Does what a good day brings, once its service is back. */
export function awayWhile(name: keyof typeof HAPPY, isAway: () => boolean): (input: never) => Failed | Done<unknown> {
  return (input) => (isAway() ? away() : (HAPPY[name] as (input: never) => Done<unknown>)(input));
}

/** One look at a run: it has succeeded, unless `check` says otherwise. */
export function looked(kind: 'export' | 'import', check: Partial<RunCheck>): Done<RunCheck> {
  const resourceId = kind === 'export' ? '/runs/e1' : '/runs/i1';
  return done({ resourceId, phase: 'succeeded', percentage: 100, cancelRequested: false, ...check });
}

/** Nothing here hangs. */
const CLOCK: Clock = { now: () => 0, wait: () => new Promise(() => undefined) };

/** Decides as the app does; of what is to be removed, nothing is left. */
async function cleanUp(
  { transferId, batch }: Parameters<Activities['cleanUp']>[0],
  transfers: TransferStore,
): Promise<Done<{ left: number }>> {
  const result = await transfers.readBatchResult(transferId, batch);
  const plan = result && planCleanUp(result, false);
  if (!plan) return done({ left: 0 });
  const treatments = { 'the exported blob': plan.exportedBlob, 'the copy': plan.copy };
  const left = Object.entries(treatments).flatMap(([blob, treatment]) =>
    treatment === 'remove' ? [] : [{ blob, why: treatment.keep }],
  );
  await transfers.writeCleanUp(transferId, batch, { left, failures: [] });
  return done({ left: left.length });
}

/** The app's own writing down, into the store of the test. */
export const HAPPY_ENDS = {
  keepPlan: (input: Parameters<Activities['keepPlan']>[0], transfers: TransferStore) =>
    settle(CLOCK, 'keepPlan', () => keepPlan({ transfers }, input))(undefined),
  cleanUp,
  keepParts: (input: Parameters<Activities['keepParts']>[0], _transfers: TransferStore, pages: TransferPages) =>
    settle(CLOCK, 'keepParts', () => keepParts({ pages }, input))(undefined),
  partsOfBatch: (input: Parameters<Activities['partsOfBatch']>[0], transfers: TransferStore) =>
    settle(CLOCK, 'partsOfBatch', () => partsOfBatch({ transfers }, input))(undefined),
  takeBatch: (input: Parameters<Activities['takeBatch']>[0], transfers: TransferStore, pages: TransferPages) =>
    settle(CLOCK, 'takeBatch', () => takeBatch({ transfers, pages }, input))(undefined),
  keepUpkeepFailures: (
    input: Parameters<Activities['keepUpkeepFailures']>[0],
    transfers: TransferStore,
    pages: TransferPages,
  ) => settle(CLOCK, 'keepUpkeepFailures', () => keepUpkeepFailures({ pages, transfers }, input))(undefined),
  storeBatchResult: (
    input: Parameters<Activities['storeBatchResult']>[0],
    transfers: TransferStore,
    pages: TransferPages,
  ) => settle(CLOCK, 'storeBatchResult', () => storeBatchResult({ transfers, pages }, input))(undefined),
  writeReport: (input: Parameters<Activities['writeReport']>[0], transfers: TransferStore, pages: TransferPages) =>
    settle(CLOCK, 'writeReport', () => writeReport({ transfers, pages, doctor: NO_DOCTOR, machine: MACHINE }, input))(
      undefined,
    ),
};

const NO_DOCTOR: Doctor = { examine: async () => [], explain: async () => [], newRoleActsBy: async () => undefined };

/** One run of the real orchestration, on the durable engine, in virtual time. */
export interface Run {
  status: InstanceStatus;
  report: TransferReport;
  /** The report of its batch, where it has one. */
  batch: BatchReport | undefined;
  /** Names of the activities, as they were called; retries count. */
  calls: string[];
  inputs: Record<string, unknown[]>;
  /** The custom status before each call, without repetitions. */
  progress: BatchProgress[];
  /** Events in the histories of the transfer and of its lanes. */
  historyEvents: number;
  longestHistory: number;
  /** Milliseconds of virtual time. */
  elapsed: number;
}

/** Runs `transfer` with stubbed activities; those not given do what a good day brings. */
export async function runTransfer(
  stubs: Stubs = {},
  input: Partial<TransferInput> = {},
  wrap: (invoker: DurableInvoker) => DurableInvoker = (invoker) => invoker,
): Promise<Run> {
  const calls: string[] = [];
  const inputs: Record<string, unknown[]> = {};
  const progress: BatchProgress[] = [];
  const transfers = new FakeTransferStore();
  const pages = new FakeTransferPages();
  const activities = Object.fromEntries(
    Object.entries({ ...HAPPY, ...HAPPY_ENDS, ...stubs }).map(([name, activity]) => [
      name,
      async (activityInput: never) => {
        calls.push(name);
        (inputs[name] ??= []).push(activityInput);
        const shown = await progressOf(hub);
        if (shown && JSON.stringify(shown) !== JSON.stringify(progress.at(-1))) progress.push(shown);
        return (activity as (input: never, ...stores: unknown[]) => unknown)(activityInput, transfers, pages);
      },
    ]),
  );
  const platform = createVirtualPlatform();
  const begun = platform.now();
  const invoker = wrap(createInProcessInvoker({ orchestrations: ORCHESTRATIONS, activities }));
  const hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
  try {
    await hub.start('transfer', { instanceId: 't0', input: JSON.stringify({ ...INPUT, ...input }) });
    const status = (await hub.completion('t0')) as InstanceStatus;
    const report = transfers.reports.get('t0') as TransferReport;
    const events = await countEvents(hub);
    const historyEvents = events.reduce((sum, count) => sum + count, 0);
    const longestHistory = Math.max(...events);
    return {
      status,
      report,
      batch: report?.batches[0],
      calls,
      inputs,
      progress,
      historyEvents,
      longestHistory,
      elapsed: platform.now() - begun,
    };
  } finally {
    await hub.close();
  }
}

/** What the API would show, with the ids of lanes left in. */
async function progressOf(hub: TaskHub): Promise<BatchProgress | undefined> {
  const shown = (await hub.status('t0'))?.customStatus as TransferProgress | null;
  const [batch] = shown?.batches ?? [];
  const ofBatch = batch === undefined ? undefined : (await hub.status(batch))?.customStatus;
  const progress = (ofBatch ?? shown ?? undefined) as BatchProgress | undefined;
  const watched = progress?.watch === undefined ? undefined : (await hub.status(progress.watch))?.customStatus;
  return progress && withRun(progress, (watched ?? undefined) as RunProgress | undefined);
}

async function countEvents(hub: TaskHub): Promise<number[]> {
  const { instances } = await hub.list({});
  const shown = await Promise.all(instances.map(({ instanceId }) => hub.status(instanceId, { showHistory: true })));
  return shown.map((instance) => instance?.historyEvents?.length ?? 0);
}
