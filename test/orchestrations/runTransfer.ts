import type { OrchestrationHandler } from 'durable-functions';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { InstanceStatus, TaskHub } from '../../local/host/durable/taskHub';
import type { Activities } from '../../src/activities/activities';
import { copyLane } from '../../src/orchestrations/copyLane';
import { transfer } from '../../src/orchestrations/transfer';
import type { TransferInput } from '../../src/orchestrations/transferInput';
import type { CopyPlan } from '../../src/transfer/copyPlan';
import type { ExportedBlob } from '../../src/transfer/exportedBlob';
import type { Settled } from '../../src/transfer/failure';
import type { PlannedArtifact } from '../../src/transfer/plan';
import type { Progress } from '../../src/transfer/progress';
import type { TransferReport } from '../../src/transfer/report';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';

export const MIB = 1024 * 1024;
export const DIGEST = `sha256:${'a'.repeat(64)}`;

export const ARTIFACT: PlannedArtifact = { artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: DIGEST };

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
  artifacts: ['app:1.0'],
  startedBy: { kind: 'functionKey', name: 'function key' },
  startedAt: '2026-01-01T00:00:00.000Z',
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
};

export const done = <T>(value: T): Settled<T> => ({ ok: true, value });
export const failed = (code: string): Settled<never> => ({
  ok: false,
  failure: { code, message: `it was ${code}`, nextStep: 'mend it' },
});

export type Stubs = Partial<{ [name in keyof Activities]: (input: never) => unknown }>;

const HAPPY: Required<Stubs> = {
  openTransfer: () => done({}),
  planTransfer: () => done({ batch: { name: 'b'.repeat(32), artifacts: [ARTIFACT] }, unplanned: [] }),
  startExportRun: () => done({ runName: 'e1', resourceId: '/runs/e1', blobName: BLOB.name }),
  startImportRun: () => done({ runName: 'i1', resourceId: '/runs/i1' }),
  checkRun: () => done({ phase: 'succeeded', percentage: 100, cancelRequested: false }),
  inspectExportedBlob: () => done(BLOB),
  writeManifest: () => done({ name: `${BLOB.name}.manifest.json` }),
  planCopy: () => done({ plan: PLAN, committed: false, fallback: 'relay' }),
  copyBlocks: () => done({ complete: true, cancelRequested: false }),
  commitBlob: () => done({ committed: true }),
  discardCopy: () => done({ discardedBlocks: 0 }),
  verifyArtifacts: () =>
    done({ artifacts: [{ artifact: 'app:1.0', outcome: 'delivered', sourceDigest: DIGEST, targetDigest: DIGEST }] }),
  deleteBlobs: () => done({ deleted: true }),
  writeReport: () => done({ written: true }),
};

/** Stubs need not say which run they speak of. */
function withResourceId(answer: unknown, { kind }: { kind: string }): unknown {
  const { ok, value } = answer as { ok: boolean; value: object };
  return ok ? { ok, value: { resourceId: kind === 'export' ? '/runs/e1' : '/runs/i1', ...value } } : answer;
}

/** One run of the real orchestration, on the durable engine, in virtual time. */
export interface Run {
  status: InstanceStatus;
  report: TransferReport;
  /** Names of the activities, as they were called; retries count. */
  calls: string[];
  inputs: Record<string, unknown[]>;
  /** The custom status before each call, without repetitions. */
  progress: Progress[];
  /** Events in the histories of the transfer and of its lanes. */
  historyEvents: number;
  /** Milliseconds of virtual time. */
  elapsed: number;
}

/** Runs `transfer` with stubbed activities; those not given do what a good day brings. */
export async function runTransfer(stubs: Stubs = {}, input: Partial<TransferInput> = {}): Promise<Run> {
  const calls: string[] = [];
  const inputs: Record<string, unknown[]> = {};
  const progress: Progress[] = [];
  const activities = Object.fromEntries(
    Object.entries({ ...HAPPY, ...stubs }).map(([name, activity]) => [
      name,
      async (activityInput: never) => {
        calls.push(name);
        (inputs[name] ??= []).push(activityInput);
        const shown = (await hub.status('t0'))?.customStatus as Progress | null;
        if (shown && JSON.stringify(shown) !== JSON.stringify(progress.at(-1))) progress.push(shown);
        const answer = await activity(activityInput);
        return name === 'checkRun' ? withResourceId(answer, activityInput) : answer;
      },
    ]),
  );
  const platform = createVirtualPlatform();
  const begun = platform.now();
  const orchestrations = { transfer: transfer as OrchestrationHandler, copyLane: copyLane as OrchestrationHandler };
  const invoker = createInProcessInvoker({ orchestrations, activities });
  const hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
  try {
    await hub.start('transfer', { instanceId: 't0', input: JSON.stringify({ ...INPUT, ...input }) });
    const status = (await hub.completion('t0')) as InstanceStatus;
    const report = status.output as TransferReport;
    const historyEvents = await countEvents(hub);
    return { status, report, calls, inputs, progress, historyEvents, elapsed: platform.now() - begun };
  } finally {
    await hub.close();
  }
}

async function countEvents(hub: TaskHub): Promise<number> {
  const { instances } = await hub.list({});
  const shown = await Promise.all(instances.map(({ instanceId }) => hub.status(instanceId, { showHistory: true })));
  return shown.reduce((sum, instance) => sum + (instance?.historyEvents?.length ?? 0), 0);
}
