import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { DurableInvoker, InstanceStatus, TaskHub } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { bindActivities, type Activities } from '../../src/activities/activities';
import { arrivedBlob } from '../../src/domain/arrivals/arrivedBlob';
import { manifestNameFor } from '../../src/domain/names';
import type { PlannedArtifact } from '../../src/domain/plan';
import type { TransferReport } from '../../src/domain/report/report';
import type { Route } from '../../src/domain/route';
import type { ImportArrivalInput } from '../../src/orchestrations/importArrival';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { digestOf } from '../helpers/fakeRegistries';
import { createFakes, NO_INSTANCES } from '../helpers/fakes';
import { record } from '../helpers/record';
import { route, TARGET } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { createSimulatedMachine } from '../sim/app/simulatedMachine';

export const BLOB_NAME = 'inbox/app.tar.gz';
export const APP: PlannedArtifact = { artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: digestOf('app') };
export const BASE: PlannedArtifact = {
  ...{ artifact: `base@${digestOf('base')}`, repository: 'base', digest: digestOf('base') },
};
const ID = 't1';
const SIZE = 1_000;

/** A stack that imports what arrives: fakes, a blob in its place, and a virtual clock. */
export function createArrival(changes: Partial<Route> = {}) {
  const { source: _none, ...importOnly } = route({ arrivals: { prefix: '', manifestWaitMinutes: 15 }, ...changes });
  const fakes = createFakes();
  const { storage, registries, transfers } = fakes;
  const platform = createVirtualPlatform();
  const begun = platform.now();
  storage.now = registries.now = () => platform.now();
  const startedAt = new Date(begun).toISOString();
  const blob = storage.put(TARGET, BLOB_NAME, { size: SIZE });
  const arrival = arrivedBlob(BLOB_NAME, blob);
  const startedBy = { kind: 'trigger', name: 'blobCreated' } as const;
  transfers.records.set(
    ID,
    record({ id: ID, artifacts: [], pinnedRoute: importOnly, arrival, startedBy, createdAt: startedAt }),
  );
  /** What an import run brings into the target, and how it ends. */
  const imports = {
    brings: [APP, BASE],
    ends: { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 } as object,
    says: ['app:1.0', BASE.artifact] as string[] | undefined,
  };
  const { pipelines } = fakes.deps;
  const deps = {
    ...fakes.deps,
    machine: createSimulatedMachine(platform),
    pipelines: {
      ...pipelines,
      async startImport(...asked: Parameters<typeof pipelines.startImport>) {
        const [end, , runName] = asked;
        const isNew = !registries.runs.has(`${end.registryName}/${runName}`);
        const run = await pipelines.startImport(...asked);
        if (!isNew) return run;
        for (const { artifact, digest } of imports.brings) registries.push(TARGET, artifact, digest);
        const { says } = imports;
        registries.setRun(end, runName, { ...imports.ends, ...(says && { importedArtifacts: says }) });
        return run;
      },
    },
  };
  const input: ImportArrivalInput = {
    ...{
      transferId: ID,
      route: 'prod',
      blobName: BLOB_NAME,
      manifestWaitMinutes: 15,
      takeOverMinutes: 20,
      startedBy,
      startedAt,
    },
    polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
    patience: { stepMinutes: 60, verificationSeconds: 60, accessMinutes: 10 },
    windows: { exports: 10, imports: 5 },
  };
  return {
    ...fakes,
    deps,
    platform,
    imports,
    input,
    blob,
    /** Minutes since the blob arrived. */
    minutes: () => (platform.now() - begun) / 60_000,
    /** Does something so many minutes after the blob arrived. */
    after: (minutes: number, act: () => unknown): void => {
      platform.callAt(begun + minutes * 60_000, () => {
        act();
        // The engine knows nothing of this timer, and is idle.
        setImmediate(() => platform.onIdle());
      });
    },
    /** Puts the manifest that the source's side wrote. */
    putManifest: (artifacts: PlannedArtifact[] = [APP, BASE], said: object = {}): Promise<void> =>
      storage.blobs.putJson(TARGET, manifestNameFor(BLOB_NAME), {
        ...{ version: 1, transferId: `t${'9'.repeat(32)}`, route: 'low-side', exportedAt: startedAt, artifacts },
        blob: { name: 'app.tar.gz', size: SIZE, contentMd5: blob.contentMd5, ...said },
      }),
    /** Names of the blobs that are left in the container. */
    left: () => storage.left().map(({ uri }) => uri.slice(TARGET.containerUri.length + 1)),
  };
}

export type Arrival = ReturnType<typeof createArrival>;

/** What is called before an activity runs: what it throws the host throws, what it answers takes the activity's place. */
export type BeforeActivity = (name: keyof Activities, input: unknown) => unknown;

export interface ArrivalRun {
  status: InstanceStatus;
  report: TransferReport;
  calls: string[];
  /** Custom statuses before each call. */
  shown: unknown[];
  events: number;
}

/** Runs `importArrival` with the app's own activities. */
export async function runArrival(
  arrival: Arrival,
  {
    before = () => undefined,
    input = {},
    wrap = (invoker) => invoker,
  }: {
    before?: BeforeActivity;
    input?: Partial<ImportArrivalInput>;
    wrap?: (invoker: DurableInvoker) => DurableInvoker;
  } = {},
): Promise<ArrivalRun> {
  const calls: string[] = [];
  const shown: unknown[] = [];
  const activities = Object.fromEntries(
    Object.entries(bindActivities(arrival.deps, () => NO_INSTANCES)).map(([name, activity]) => [
      name,
      async (activityInput: never) => {
        calls.push(name);
        shown.push((await hub.status(ID))?.customStatus);
        return (await before(name as keyof Activities, activityInput)) ?? activity(activityInput);
      },
    ]),
  );
  const invoker = wrap(createInProcessInvoker({ orchestrations: ORCHESTRATIONS, activities }));
  const hub: TaskHub = createTaskHub(arrival.platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
  try {
    await hub.start('importArrival', { instanceId: ID, input: JSON.stringify({ ...arrival.input, ...input }) });
    const status = (await hub.completion(ID)) as InstanceStatus;
    const { historyEvents = [] } = (await hub.status(ID, { showHistory: true })) ?? {};
    const report = arrival.transfers.reports.get(ID) as TransferReport;
    return { status, report, calls, shown, events: historyEvents.length };
  } finally {
    await hub.close();
  }
}
