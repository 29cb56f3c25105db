import type { ContainerClient } from '@azure/storage-blob';
import { createCanaries } from '../../src/azure/state/canaries';
import { createCleanups } from '../../src/azure/state/cleanups';
import { createPauseStore } from '../../src/azure/state/pauseStore';
import { createPushes } from '../../src/azure/state/pushes';
import { createScheduleBooks } from '../../src/azure/state/scheduleBooks';
import { createSlotStore } from '../../src/azure/state/slots';
import { createSweeps } from '../../src/azure/state/sweeps';
import { createTransferPages } from '../../src/azure/state/transfers/transferPages';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import type { Repair } from '../../src/domain/arrivals/repair';
import type { Canary } from '../../src/domain/canary/canary';
import type { Pauses } from '../../src/domain/pause/pauses';
import type { Plan } from '../../src/domain/plan';
import type { Window } from '../../src/domain/ports/slots';
import type { PageKinds } from '../../src/domain/ports/transferPages';
import type { NotedDeletion, Push, PushClaim } from '../../src/domain/pushes/push';
import type { Cleanup, DecisionPage, OutcomePage } from '../../src/domain/retention/cleanup';
import type { Route } from '../../src/domain/route';
import type { ScheduleBook } from '../../src/domain/schedule/scheduleBook';
import type { Slots } from '../../src/domain/slots/slots';
import type { SweepPlace } from '../../src/domain/sweeps/sweep';
import type { TransferRecord } from '../../src/domain/transferRecord';
import { MACHINE } from '../../src/services/machine';
import { readState } from './recordedState';

const AT = '2026-11-29T10:00:00.000Z';
const LATER = '2026-11-29T10:05:00.000Z';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const ROUTE = 'prod';
const ID = `t${'1'.repeat(32)}`;
const ARRIVED = `t${'2'.repeat(32)}`;
const OTHER = `t${'3'.repeat(32)}`;
const BATCH = { name: 'b'.repeat(32), artifacts: [{ artifact: 'app:1', repository: 'app', tag: '1', digest: DIGEST }] };
const BY = { kind: 'functionKey', name: 'function key' } as const;
const FAILURE = { code: 'access_denied', message: 'm', nextStep: 'n' } as const;
const PUSH: Push = { repository: 'app', tag: '1', digest: DIGEST };
/** As a transfer of 0.2.0 pinned it: today's settings may say more of a route. */
const PINNED = readState('0.2.0').flatMap(({ name, content }) =>
  name.startsWith('transfers/') ? [(JSON.parse(content) as TransferRecord).pinnedRoute] : [],
)[0] as Route;
const REGISTRY = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/builds';

/** What a host keeps that is killed in the middle of everything; each under what reads it. */
export const IN_FLIGHT = {
  record: {
    ...{ id: ID, route: ROUTE, artifacts: [], pushed: [PUSH], retryOf: OTHER, everything: true },
    ...{ select: { rules: [{ repositories: ['**'] }] }, startedBy: BY, createdAt: AT, appVersion: '0.2.0' },
    pinnedRoute: { ...PINNED, name: ROUTE, whenBusy: 'queue' },
  } satisfies TransferRecord,
  plan: { batches: [BATCH], unplanned: [{ artifact: 'app:2', failure: FAILURE }] } satisfies Plan,
  repair: { defects: ['category', 'contentMd5'], contentMd5: 'bWQ1', sameAs: ARRIVED } satisfies Repair,
  pages: {
    selected: { repositories: [], next: { open: ['a'], after: 'a', begun: { repository: 'b', pages: [1] } } },
    listed: { repository: 'app', tags: [], manifests: [], next: { tags: { after: '1' } } },
    facts: { facts: [{ repository: 'app', digest: DIGEST, bytes: 1, largest: 1 }], next: { page: 1, offset: 2 } },
    batches: BATCH,
    skipped: [{ artifact: 'app:2', failure: FAILURE }],
    artifacts: [{ artifact: 'app:1', outcome: 'delivered', sourceDigest: DIGEST, targetDigest: DIGEST }],
    claims: { lane: 1, turn: 2 },
    retries: { id: OTHER },
    parts: [BATCH],
    upkeep: { ledgerFailure: FAILURE, cleanUpFailure: FAILURE },
    manifests: [{ digest: DIGEST, content: { mediaType: 'm', parts: [] } }],
    stops: { failure: FAILURE },
  } satisfies PageKinds,
  slots: [
    [
      { kind: 'export', registryId: REGISTRY },
      {
        holders: [{ run: 'e1', instance: 'i1', limit: 2, since: AT, missedSince: LATER }],
        waiters: [{ run: 'e2', instance: 'i2', limit: 2, since: AT }],
      },
    ],
    [
      { kind: 'route', route: ROUTE },
      { holders: [{ run: ID, instance: ID, limit: 1, since: AT }], waiters: [] },
    ],
  ] satisfies [Window, Slots][],
  push: PUSH,
  claim: {
    ...{ transfer: OTHER, at: AT },
    pushes: [{ ...PUSH, firstAt: AT, lastAt: LATER, version: '"0x1"' }],
  } satisfies PushClaim,
  deletions: [{ artifact: 'app:0', at: AT }] satisfies NotedDeletion[],
  book: {
    schedules: [
      {
        ...{ name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', after: AT, open: [AT], pauseEnd: AT },
        runs: [
          { due: AT, at: AT, transfer: OTHER },
          { due: AT, at: AT, failure: FAILURE, missedSince: AT },
        ],
      },
    ],
  } satisfies ScheduleBook,
  place: { transfers: 'cursor', arrivals: { route: ROUTE, page: 'p' } } satisfies SweepPlace,
  pauses: {
    pauses: [{ paused: { at: AT, by: BY } }, { route: ROUTE, paused: { at: AT, by: BY, reason: 'r' } }],
    drain: { begun: { at: AT, by: BY, reason: 'upgrade' } },
  } satisfies Pauses,
  canary: {
    ...{ version: 1, id: 'c1', route: ROUTE, artifact: 'acr-ferry/canary:canary-c1', transferId: OTHER },
    ...{ startedBy: BY, requestedAt: AT, pipelines: [], sightings: [], events: { imagePushedAt: AT } },
  } satisfies Canary,
  cleanup: {
    ...{ id: 'cleanup-20261129T020000000Z-00000001', startedBy: BY, startedAt: AT, dryRun: false, routes: [] },
    ...{ known: [ROUTE], appVersion: '0.2.0' },
  } satisfies Cleanup,
  decisions: {
    items: [{ route: ROUTE, side: 'source', kind: 'exportRun', name: 'e1', action: 'remove', why: 'w', etag: '"1"' }],
    next: { page: 'p', from: 1 },
  } satisfies DecisionPage,
  outcomes: { items: [] } satisfies OutcomePage,
} as const;

/** Writes it with today's app. */
export async function writeInFlight(container: ContainerClient): Promise<void> {
  const { record, plan, repair, pages, slots, push, claim, deletions, book, place, pauses, canary, cleanup } =
    IN_FLIGHT;
  const store = createTransferStore(container, MACHINE);
  await store.claim(record);
  await store.index(record, 'accepted');
  await store.index(record, 'running');
  await store.keepPlan(ID, plan);
  await store.keepRepair(ID, repair);
  await store.noteSameArrival(ARRIVED, ID);
  await store.requestCancel(ID);
  await store.noteRun(ID, 'e1');
  const kept = createTransferPages(container);
  for (const [kind, page] of Object.entries(pages)) await kept.keepPage(ID, kind as keyof PageKinds, 0, page as never);
  for (const [window, places] of slots) await createSlotStore(container).write(window, places, undefined);
  const pushes = createPushes(container, MACHINE);
  await pushes.note(ROUTE, push, AT);
  await pushes.note(ROUTE, push, LATER);
  await pushes.writeClaim(ROUTE, claim, undefined);
  await pushes.noteDeletions(ROUTE, deletions);
  await createScheduleBooks(container).write(ROUTE, book, undefined);
  await createSweeps(container).writePlace(place);
  await createPauseStore(container).write(pauses, undefined);
  await createCanaries(container).write(ROUTE, canary, undefined);
  const cleanups = createCleanups(container);
  await cleanups.writeLatest(cleanup, undefined);
  await cleanups.keep(cleanup);
  await cleanups.keepDecisions(cleanup.id, '0-0', IN_FLIGHT.decisions);
  await cleanups.keepOutcomes(cleanup.id, '0-0', IN_FLIGHT.outcomes);
}

/** The same as today's app reads it, under the same names. */
export async function readInFlight(container: ContainerClient): Promise<Record<string, unknown>> {
  const store = createTransferStore(container, MACHINE);
  const kept = createTransferPages(container);
  const pushes = createPushes(container, MACHINE);
  const cleanups = createCleanups(container);
  const pages = Object.keys(IN_FLIGHT.pages).map(async (kind) => [
    kind,
    await kept.readPage(ID, kind as keyof PageKinds, 0),
  ]);
  const slots = IN_FLIGHT.slots.map(async ([window]) => [
    window,
    (await createSlotStore(container).read(window)).slots,
  ]);
  const [noted] = await pushes.noted(ROUTE);
  const { version: _version, firstAt, lastAt, ...push } = noted ?? {};
  const { id } = IN_FLIGHT.cleanup;
  return {
    record: await store.find(ID),
    plan: await store.readPlan(ID),
    repair: await store.readRepair(ID),
    pages: Object.fromEntries((await Promise.all(pages)) as [string, unknown][]),
    slots: await Promise.all(slots),
    push,
    claim: (await pushes.readClaim(ROUTE))?.claim,
    deletions: await pushes.deletions(ROUTE),
    book: (await createScheduleBooks(container).read(ROUTE))?.book,
    place: await createSweeps(container).readPlace(),
    pauses: (await createPauseStore(container).read()).pauses,
    canary: (await createCanaries(container).read(ROUTE))?.canary,
    cleanup: await cleanups.find(id),
    decisions: await cleanups.readDecisions(id, '0-0'),
    outcomes: await cleanups.readOutcomes(id, '0-0'),
    flags: {
      states: (await store.list({}, { limit: 10 })).transfers.map(({ id: one, state }) => [one, state]),
      sameArrival: await store.findSameArrival(ARRIVED),
      isCanceled: await store.isCancelRequested(ID),
      runs: await store.runNames(ID),
      latest: (await cleanups.readLatest())?.cleanup,
      noted: [firstAt, lastAt],
    },
  };
}

/** What `readInFlight` finds beside IN_FLIGHT. */
export const FLAGS = {
  states: [[ID, 'running']],
  sameArrival: ID,
  isCanceled: true,
  runs: ['e1'],
  latest: IN_FLIGHT.cleanup,
  noted: [AT, LATER],
};
