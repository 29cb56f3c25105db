import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { CopySourceRefusedError } from '../../../src/domain/failures/errors';
import { transferIdFor } from '../../../src/domain/names';
import type { RouteEnd } from '../../../src/domain/route';
import { holds } from '../../../src/domain/slots/slots';
import type { ApiDependencies } from '../../../src/functions/http/dependencies';
import { FakeCanaries } from '../../helpers/fakeCanaries';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeRegistryContent } from '../../helpers/fakeRegistryContent';
import { createFakes } from '../../helpers/fakes';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';
import type { FakeStorage } from '../../helpers/fakeStorage';
import { FakeResourceManager } from '../../helpers/fakeResourceManager';
import { FakeRoutePipelines } from '../../helpers/fakeRoutePipelines';
import { FakeSasIssuer } from '../../helpers/fakeSasIssuer';
import { FakeSasSecrets } from '../../helpers/fakeSasSecrets';
import { FakeSweeps } from '../../helpers/fakeSweeps';
import { routeEnd } from '../../helpers/route';
import { createSimulatedMachine } from '../app/simulatedMachine';
import { faultsOf, type Day, type RouteName, type Spell } from '../day/day';
import { Archives } from './archives';
import { Carried, isAbout, type Content } from './carried';
import { EventGrid, type Receivers } from './eventGrid';
import { playBlobFaults } from './blobFaults';
import { Pushed } from './pushed';
import { giveNewRoles } from './newRoles';
import { notedClaims } from './notedClaims';
import { noteWrites } from './notedStorage';
import { lagOf, PipelineRuns, type Run } from './pipelineRuns';
import { RegistriesOfDay } from './registriesOfDay';
import { routesAt } from './routesFile';
import { Strangers } from './strangers';
import { Truths } from './truths';
import { behindSas, sasSecretOf } from './vault';
import { weatherOf, type Call } from './weather';

/** The Idempotency-Key of a transfer of the day. */
export function keyOfTransfer({ seed }: Day, index: number): string {
  return `day ${seed}, transfer ${index}`;
}

/** Registries with ACR Transfer, containers, a vault and the app's state, in memory, on virtual time and in weather. */
export function createSimulatedAzure(
  day: Day,
  platform: VirtualPlatform,
  receivers: () => Receivers | undefined = () => undefined,
) {
  const machine = createSimulatedMachine(platform);
  const begun = platform.now();
  const secondsNow = (): number => (platform.now() - begun) / 1000;
  const at = (second: number, action: () => void): void => void platform.callAt(begun + second * 1000, action);
  const { storage, registries, transfers, pages, ledger, slots, cleanups, deps } = createFakes();
  transfers.records.clear();
  registries.now = machine.now;
  storage.now = machine.now;
  const truths = new Truths();
  /** Runs that began without holding a slot. */
  const withoutSlot: Run[] = [];
  const bites: { spell: Spell; call: Call }[] = [];
  const ids = day.transfers.map((_, index) => transferIdFor(keyOfTransfer(day, index)));
  const source = endOf(day, 'builds');
  const targets: Record<RouteName, RouteEnd> = {
    prod: endOf(day, 'production'),
    spare: endOf(day, 'spare'),
    mirror: endOf(day, 'mirror'),
  };
  const inbox = endOf(day, 'inbox');
  let lateUntil = begun;

  const inWeather = weatherOf(day, machine, {
    truths,
    late: (until) => (lateUntil = Math.max(lateUntil, until)),
    onBite: (spell, call) => bites.push({ spell, call }),
  });
  const held = new RegistriesOfDay(day, { platform, registries, truths, source, targets: Object.values(targets), at });
  const events = new EventGrid(platform, receivers);
  const carried = new Carried(day, {
    storage,
    inbox,
    now: machine.now,
    at,
    announce: (event, afterSeconds) => events.announce('blobCreated', event, afterSeconds),
  });
  const pushed = new Pushed(day, {
    held,
    source,
    now: machine.now,
    at,
    announce: (event, afterSeconds) => events.announce('imagePushed', event, afterSeconds),
  });
  const { pushes, claims } = notedClaims();
  const strangers = new Strangers(day, { storage, registries, source, target: targets.prod });
  const expiredRuns: { at: number; registryName: string; name: string }[] = [];
  const triggered = (): string[] =>
    [...transfers.records.values()].filter(({ id, arrival }) => !arrival && !ids.includes(id)).map(({ id }) => id);
  const archives = new Archives(day, {
    storage,
    carried,
    registries: held,
    truths,
    shownAt: () => platform.now() + lagOf(day) * 1000,
    onBlob: (run, blobName) => {
      const target = targets[day.transfers[run.transfer]?.route ?? 'prod'];
      const later = (seconds: number, action: () => void): void => at(secondsNow() + seconds, action);
      playBlobFaults(day, { at: later, storage, truths }, run, { target, blobName });
    },
  });
  const runs = new PipelineRuns({
    day,
    begun,
    platform,
    registries,
    truths,
    transferOf: (blobName) => [...ids, ...triggered()].findIndex((id) => blobName.includes(id)),
    onBegin: (run) => {
      const window = { registryId: run.end.registryId, kind: run.kind };
      if (!holds(slots.slotsOf(window), run.name)) withoutSlot.push(run);
    },
    onExport: (request) => archives.export(request),
    onImport: (blobName) => archives.import(blobName),
  });
  spoilCopies(day, storage);
  const noted = noteWrites(storage, machine.now);
  const [resourceManager, routePipelines] = [new FakeResourceManager(), new FakeRoutePipelines()];
  const importing = [...Object.values(targets), inbox];
  giveNewRoles(day, begun, { routePipelines, resourceManager }, { source: [source], target: importing });
  const ports: PortsOfDay = {
    ...deps,
    ...behindSas(day, machine, { storage: noted.through, truths, inWeather }),
    pipelines: runs.pipelines,
    catalog: held.catalog,
    listing: held.listing,
    transfers,
    pauses: new FakePauseStore(),
    pushes,
    schedules: new FakeScheduleBooks(),
    sweeps: new FakeSweeps(),
    routePipelines,
    ...{ resources: resourceManager, permissions: resourceManager, roleAssignments: resourceManager },
    sasSecrets: new FakeSasSecrets(),
    sasIssuer: new FakeSasIssuer(),
    canaries: new FakeCanaries(),
    registryContent: new FakeRegistryContent(registries),
    pipelineRuns: {
      ...deps.pipelineRuns,
      remove: async (end, name) => {
        if (registries.runs.has(`${end.registryName}/${name}`))
          expiredRuns.push({ at: machine.now(), registryName: end.registryName, name });
        await deps.pipelineRuns.remove(end, name);
      },
    },
  };
  return {
    storage,
    registries,
    transfers,
    pages,
    ledger,
    slots,
    withoutSlot,
    held,
    history: held.history,
    truths,
    runs: runs.runs,
    archiveOf: (contentMd5: string) => archives.read(contentMd5),
    noted,
    bites,
    /** When each transfer was canceled, by its id. */
    cancels: notedCancels(transfers, machine.now),
    ids,
    source,
    targets,
    inbox,
    carried,
    /** The transfers that import a content. */
    importsOf: (content: Content) => [...transfers.records.values()].filter((record) => isAbout(record, content)),
    /** Whether all that happens by itself on this day has happened. */
    isQuiet: () => carried.isDone(secondsNow()) && pushed.isDone(secondsNow()) && events.pending === 0,
    pushed,
    pushes,
    cleanups,
    strangers,
    /** Runs that a cleanup removed. */
    expiredRuns,
    /** What transfers of pushes were about to take, each as it was written down. */
    claims,
    /** Ids of the transfers that nobody asked for, but imports of what arrived, in the order of their beginning. */
    triggered,
    ports,
    inWeather,
    /** The routes file as it is now. Throws while it cannot be read. */
    readRoutes: () => routesAt(day, secondsNow(), { source, targets, inbox }),
    /** Until when a request is still under way that nobody waits for. */
    lateUntil: () => lateUntil,
  };
}

/** All that the app reaches but its clock and chance. */
export type PortsOfDay = Omit<ActivityDependencies, 'machine' | 'doctor' | 'budgetedCatalog'> &
  Pick<
    ApiDependencies,
    | 'pauses'
    | 'pushes'
    | 'schedules'
    | 'sweeps'
    | 'routePipelines'
    | 'resources'
    | 'permissions'
    | 'roleAssignments'
    | 'sasSecrets'
    | 'sasIssuer'
    | 'canaries'
    | 'registryContent'
  >;

export type SimulatedAzure = ReturnType<typeof createSimulatedAzure>;

function endOf({ settings }: Day, registryName: string): RouteEnd {
  return routeEnd(registryName, settings.usesSas ? { sasSecretUri: sasSecretOf(registryName) } : {});
}

/** Blocks that vanish, and a source that the target's storage may not read. */
function spoilCopies(day: Day, storage: FakeStorage): void {
  let vanishing = Math.max(0, ...faultsOf(day, 'blocksVanish').map(({ times }) => times));
  storage.beforeCommit = async () => {
    if (vanishing > 0) storage.loseStagedBlocks();
    vanishing -= 1;
  };
  if (faultsOf(day, 'sourceUnreadable').length === 0) return;
  storage.beforeStage = async (_block, strategy) => {
    if (strategy === 'server') throw new CopySourceRefusedError('copy a block', { words: '403' });
  };
}

function notedCancels(transfers: ActivityDependencies['transfers'], now: () => number): Map<string, number> {
  const cancels = new Map<string, number>();
  const requestCancel = transfers.requestCancel.bind(transfers);
  transfers.requestCancel = async (id) => {
    cancels.set(id, cancels.get(id) ?? now());
    await requestCancel(id);
  };
  return cancels;
}
