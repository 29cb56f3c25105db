import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { blobNameFor, cleanupIdFor, manifestNameFor, pipelineRunName, transferIdFor } from '../../src/domain/names';
import { metadataOfCopy, DISCARDED } from '../../src/domain/copy/exportedBlob';
import type { ArtifactReport, TransferReport } from '../../src/domain/report/report';
import type { Cleanup } from '../../src/domain/retention/cleanup';
import type { Retention } from '../../src/domain/retention/retention';
import type { Route, RouteEnd } from '../../src/domain/route';
import { createFakes } from '../helpers/fakes';
import { createHub } from './cleanupHub';
import type { FakeRun } from '../helpers/fakeRegistries';
import { record } from '../helpers/record';
import { route as routeOf, SOURCE, TARGET } from '../helpers/route';

export const NOW = Date.parse('2026-11-29T02:00:00.000Z');
const DAY = 86_400_000;
const isoDaysAgo = (days: number): string => new Date(NOW - days * DAY).toISOString();

const age = fc.constantFrom(0, 0.5, 2, 8, 31, 400);
const run = fc.record({
  phase: fc.constantFrom('absent', 'running', 'succeeded', 'failed', 'unclear'),
  age,
  /** Whose name it has, and which blob it says. */
  name: fc.constantFrom('own', 'own', 'own', 'foreign', 'service'),
  blob: fc.constantFrom('own', 'own', 'own', 'none', 'otherRoute'),
  pipeline: fc.constantFrom('own', 'own', 'other'),
  hasEnd: fc.constantFrom(true, true, true, false),
});

/** A transfer of the past, and what is left of it. */
const history = fc.record({
  record: fc.constantFrom('own', 'own', 'own', 'own', 'none', 'otherRoute', 'otherContainer'),
  hasReport: fc.constantFrom(true, true, true, false),
  hasResult: fc.constantFrom(true, true, true, false),
  age,
  /** As the batch stored them, and, where it differs, as the report says. */
  outcomes: fc.array(fc.constantFrom('delivered', 'delivered', 'delivered', 'failed', 'exported'), {
    minLength: 1,
    maxLength: 2,
  }),
  reportSays: fc.constantFrom('same', 'same', 'same', 'failed', 'nothing'),
  importRunIs: fc.constantFrom('succeeded', 'succeeded', 'failed', 'overdue'),
  isRecorded: fc.constantFrom(true, true, true, false),
  exported: fc.constantFrom('absent', 'same', 'same', 'replaced'),
  copy: fc.constantFrom('absent', 'same', 'same', 'replaced', 'staged', 'discarded'),
  manifest: fc.constantFrom('absent', 'same', 'same', 'replaced'),
  blobAge: age,
  exportRun: run,
  importRun: run,
  /** What the list of transfers says of it. */
  line: fc.constantFrom('shown', 'shown', 'shown', 'leaving', 'none'),
  orchestration: fc.constantFrom('ended', 'ended', 'none', 'running'),
  child: fc.constantFrom('ended', 'ended', 'none', 'running'),
  retry: fc.constantFrom('none', 'none', 'ended', 'unplanned', 'open'),
});

export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Histories, and what the route says about them. */
export const worlds = fc.record({
  histories: fc.array(history, { minLength: 1, maxLength: 6 }),
  keepBlobs: fc.boolean(),
  retention: fc.record(
    {
      runDays: fc.constantFrom(0, 1, 30),
      keepRuns: fc.constantFrom(0, 1, 3),
      foreignRuns: fc.boolean(),
      blobDays: fc.constantFrom(0, 1, 30),
      exportedBlobDays: fc.constantFrom(0, 30),
      blockDays: fc.constantFrom(0, 1),
      transferDays: fc.constantFrom(2, 8, 400),
      historyDays: fc.constantFrom(2, 8, 31),
    },
    { requiredKeys: [] },
  ),
  /** Whether the cleanup is of all routes: what is of another one is then of one that is gone. */
  isOfAll: fc.boolean(),
});

export type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

/** What of a history can be found again by its name. */
export interface Traces {
  transferId: string;
  blob: string;
  manifest: string;
  exportRun: string;
  importRun: string;
  hadRecord: boolean;
  hadReport: boolean;
  hadResult: boolean;
}

/** The services as the histories left them. */
export function buildWorld({ histories, keepBlobs, retention }: World) {
  const fakes = createFakes();
  const { storage, registries, transfers } = fakes;
  transfers.records.clear();
  const route = routeOf({ keepBlobs, retention: retention as Partial<Retention> });
  const traces = histories.map((each, index) => leave(fakes, route, each, index));
  // What is none of the app's own.
  storage.put(SOURCE, 'prod-today.tar.gz', { size: 3 });
  storage.put(TARGET, `spare-${transferIdFor('0')}-${'0'.repeat(12)}.tar.gz`, { size: 3 });
  const machine = { ...fakes.deps.machine, now: () => NOW };
  const hub = createHub(histories, traces);
  return { ...fakes, registries, route, traces, hub, deps: { ...fakes.deps, machine } };
}

export function cleanupOf(route: Route, changes: Partial<Cleanup> = {}): Cleanup {
  return {
    id: cleanupIdFor(NOW, 'x'),
    startedBy: { kind: 'trigger', name: 'daily cleanup' },
    startedAt: new Date(NOW).toISOString(),
    dryRun: false,
    routes: [route],
    ...changes,
  };
}

function leave(fakes: ReturnType<typeof createFakes>, route: Route, past: History, index: number): Traces {
  const { storage, registries, transfers } = fakes;
  const transferId = transferIdFor(String(index));
  const batch = createHash('sha256').update(transferId).digest('hex');
  const blob = blobNameFor(route.name, transferId, batch);
  const manifest = manifestNameFor(blob);
  storage.now = () => NOW - past.blobAge * DAY;
  const size = 10 + index;
  const put = (end: RouteEnd, more: object = {}) => storage.put(end, blob, { size, ...more });
  const made = put(SOURCE);
  const exported = { ...made, name: blob, contentMd5: made.contentMd5 ?? '' };
  if (past.exported === 'absent') void storage.blobs.remove(SOURCE, blob);
  if (past.exported === 'replaced') put(SOURCE, { size: 3 });
  if (past.copy === 'same') put(TARGET, { metadata: metadataOfCopy(exported) });
  if (past.copy === 'replaced') put(TARGET, { size: 3 });
  if (past.copy === 'staged') storage.stageBlock(TARGET, blob, 'b0', 5);
  if (past.copy === 'discarded') put(TARGET, { size: 0, metadata: DISCARDED });
  const { contentMd5 } = exported;
  const said = past.manifest === 'same' ? { transferId, blob: { name: blob, size, contentMd5 } } : { transferId: 'x' };
  if (past.manifest !== 'absent') void storage.blobs.putJson(TARGET, manifest, said);

  const createdAt = isoDaysAgo(past.age + 1);
  const pinnedRoute =
    past.record === 'otherContainer'
      ? {
          ...route,
          source: { ...SOURCE, containerUri: `${SOURCE.containerUri}2` },
          target: { ...TARGET, containerUri: `${TARGET.containerUri}2` },
        }
      : route;
  const name = past.record === 'otherRoute' ? 'spare' : route.name;
  if (past.record !== 'none') {
    transfers.records.set(transferId, record({ id: transferId, route: name, pinnedRoute, createdAt }));
  }
  const artifacts = past.outcomes.map((outcome, number) => ({ artifact: `app:${number}`, outcome }) as ArtifactReport);
  const runs = {
    exportRun: { resourceId: 'e', outcome: 'succeeded' },
    importRun: { resourceId: 'i', outcome: past.importRunIs },
  } as const;
  const names = artifacts.map(({ artifact }) => artifact);
  const report = { batch, outcome: 'succeeded', artifacts: names, blob, ...runs } as const;
  if (past.hasResult) {
    transfers.batches.set(`${transferId} ${batch}`, {
      ...{ report, artifacts, failures: [] },
      ...(past.isRecorded && { exported }),
    });
  }
  const says: Record<History['reportSays'], ArtifactReport[]> = {
    same: artifacts,
    failed: artifacts.map((artifact) => ({ ...artifact, outcome: 'failed' })),
    nothing: [],
  };
  if (past.hasReport) {
    transfers.reports.set(transferId, {
      ...{
        version: 1,
        id: transferId,
        route: name,
        outcome: 'succeeded',
        startedBy: { kind: 'functionKey', name: 'x' },
      },
      ...{ startedAt: createdAt, finishedAt: isoDaysAgo(past.age), artifacts: says[past.reportSays] },
      ...{ batches: [report], failures: [] },
    } satisfies TransferReport);
  }
  if (past.line !== 'none') void transfers.index({ id: transferId, route: name, createdAt } as never, 'succeeded');
  if (past.line === 'leaving') {
    for (const [key, { id }] of transfers.lines) if (id === transferId) transfers.hidden.add(key);
  }
  if (past.retry !== 'none') {
    const retry = transferIdFor(`retry of ${index}`);
    void fakes.pages.keepPage(transferId, 'retries', 0, { id: retry });
    transfers.records.set(retry, record({ id: retry, route: 'spare', createdAt: isoDaysAgo(0) }));
    if (past.retry !== 'unplanned') transfers.plans.set(retry, { batches: [], unplanned: [] });
    if (past.retry !== 'open') transfers.reports.set(retry, { id: retry, finishedAt: isoDaysAgo(0) } as never);
  }
  const exportRun = leaveRun(registries.runs, past.exportRun, 'export', { transferId, batch, blob, index });
  const importRun = leaveRun(registries.runs, past.importRun, 'import', { transferId, batch, blob, index });
  const had = { hadRecord: past.record !== 'none', hadReport: past.hasReport, hadResult: past.hasResult };
  if (past.exportRun.name === 'own') void transfers.noteRun(transferId, exportRun);
  if (past.importRun.name === 'own') void transfers.noteRun(transferId, importRun);
  return { ...{ transferId, blob, manifest, exportRun, importRun }, ...had };
}

const STATES = {
  running: { provisioningState: 'Creating', status: 'Running' },
  succeeded: { provisioningState: 'Succeeded', status: 'Succeeded' },
  failed: { provisioningState: 'Failed', status: 'Failed' },
  unclear: { provisioningState: 'Odd', status: 'Odd' },
} as const;

function leaveRun(
  runs: Map<string, FakeRun>,
  { phase, age: days, name, blob, pipeline, hasEnd }: History['exportRun'],
  kind: 'export' | 'import',
  own: { transferId: string; batch: string; blob: string; index: number },
): string {
  const end = kind === 'export' ? SOURCE : TARGET;
  const names = {
    own: pipelineRunName(kind, own.transferId, own.batch, 1),
    foreign: `byHand${own.index}`,
    service: `import_${own.index}`,
  };
  if (phase === 'absent') return names[name];
  const hasEnded = phase === 'succeeded' || phase === 'failed';
  const blobs = {
    own: { blobName: own.blob },
    none: {},
    otherRoute: { blobName: own.blob.replace('prod-', 'spare-') },
  };
  runs.set(`${end.registryName}/${names[name]}`, {
    request: blobs[blob],
    status: { resourceId: '', percentage: 0, ...STATES[phase as keyof typeof STATES] },
    pipelineId: `${end.registryId}/${kind}Pipelines/${pipeline === 'own' ? end.pipeline : 'other'}`,
    ...(hasEnded && hasEnd && { endedAt: isoDaysAgo(days) }),
  });
  return names[name];
}
