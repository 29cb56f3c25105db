import { FakeStateSchemas } from '../../helpers/fakeStateSchemas';
import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub } from '../../../local/host/durable/createTaskHub';
import { createMemoryJournals } from '../../../local/host/durable/journals/journals';
import { bindActivities, type Activities } from '../../../src/activities/activities';
import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { budgetReads } from '../../../src/azure/registry/budgetReads';
import { createReadBudget } from '../../../src/azure/registry/readBudget';
import { ORCHESTRATIONS } from '../../../src/orchestrations/orchestrations';
import { createEventCounts } from '../../../src/functions/events/eventCounts';
import { doctorPorts, FakeEndpoints } from '../../helpers/fakeDoctorPorts';
import { createDoctor } from '../../../src/doctor/createDoctor';
import { rememberLooks } from '../../../src/doctor/rememberLooks';
import { createInstances } from '../../../src/functions/instances/createInstances';
import type { AppSettings } from '../../../src/settings/appSettings';
import { createRouteBook } from '../../../src/settings/routes/routeBook';
import { createInProcessInvoker } from '../../local/host/durable/inProcessInvoker';
import type { SimulatedAzure } from '../azure/simulatedAzure';
import type { Receivers } from '../azure/eventGrid';
import type { Day, DaySettings } from '../day/day';
import { PROMISES } from '../promises';
import type { AppProcess } from './appProcess';
import { createApiOf, type Api } from './api';
import type { CallLog } from './callLog';
import { guardPorts } from './guardPorts';
import { hubClient } from './hubClient';
import { createSimulatedMachine } from './simulatedMachine';
import { beginTriggers } from './triggers';

/** Changes the app's ports, to see whether a defect is found. */
export type Mutation = (deps: ActivityDependencies) => ActivityDependencies;

/** The app in one life of its process. */
export interface AppLife {
  process: AppProcess;
  hub: LocalTaskHub;
  api: Api;
  /** Absent on days on which nothing happens by itself. */
  receivers?: Receivers;
}

interface Surroundings {
  platform: VirtualPlatform;
  azure: SimulatedAzure;
  calls: CallLog;
  journals: Map<string, string[]>;
  logs: string[];
  day: Day;
  mutate: Mutation;
}

const READS_PER_MINUTE = 2_000;
/** How old a reading of the routes file may be. */
const ROUTES_SECONDS = 30;

/** Begins a life of the app: its host opens the task hub and goes on where the last one was killed. */
export function beginLife(process: AppProcess, around: Surroundings): AppLife {
  const { platform, azure, calls, journals, logs, mutate } = around;
  const machine = createSimulatedMachine(platform);
  const routes = createRouteBook({
    readFile: async () => (azure.readRoutes(), new Uint8Array()),
    parse: () => ({ routes: azure.readRoutes(), mistakes: [] }),
    now: machine.now,
    maxAgeSeconds: ROUTES_SECONDS,
  });
  const ports = guardPorts(process, azure.inWeather, calls, azure.ports);
  const { pauses, pushes, schedules, sweeps, sasSecrets, sasIssuer, canaries, registryContent } = ports;
  const { routePipelines, resources, permissions, roleAssignments } = ports;
  const budgeted = budgetReads(ports, createReadBudget(READS_PER_MINUTE, machine));
  const endpoints = new FakeEndpoints(machine.now);
  const doctor = createDoctor({ ...doctorPorts(), endpoints, routePipelines, resources, roleAssignments, machine });
  const deps = { ...mutate({ ...ports, ...budgeted, machine, doctor: rememberLooks(doctor, machine) }), routes };
  const own: VirtualPlatform = {
    ...platform,
    callAt: (at, callback) => platform.callAt(at, () => process.isAlive && callback()),
  };
  const storage = process.guard('journals', createMemoryJournals(journals));
  const instancesFor = () => createInstances(hubClient(hub), machine);
  const activities = logged(bindActivities(deps, instancesFor), logs);
  const invoker = createInProcessInvoker({ orchestrations: ORCHESTRATIONS, activities });
  const hub = createTaskHub(own, { folder: '', storage, invoker, log: (text) => logs.push(text) });
  void hub.open();
  const services = {
    ...deps,
    pauses,
    pushes,
    schedules,
    sweeps,
    ...{ routePipelines, resources, permissions, roleAssignments },
    sasSecrets,
    sasIssuer,
    canaries,
    registryContent,
    // The layout of the state is the concern of its adapters: a day has none of them.
    stateLayout: new FakeStateSchemas(),
    settings: appSettings(around.day.settings),
    instancesFor,
  };
  const api = createApiOf({ deps: services, logs });
  const { courier, pusher, cleaner, drainer } = around.day;
  if (!courier && !pusher && !cleaner && !drainer) return { process, hub, api };
  const triggered = { ...services, eventCounts: createEventCounts(machine) };
  const receivers = beginTriggers({
    platform: own,
    deps: triggered,
    day: around.day,
    instances: instancesFor(),
    logs,
  });
  return { process, hub, api, receivers };
}

/** The activities, with the log that a host gives them. */
function logged(activities: Activities, logs: string[]) {
  const log = { info: () => undefined, error: (text: string) => void logs.push(text) };
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => {
      const bound = activity as (input: unknown, log: unknown) => Promise<unknown>;
      return [name, (input: never) => bound(input, log)];
    }),
  );
}

function appSettings({
  stepMinutes,
  deadlineMinutes,
  longestPollSeconds,
  windows,
  batchesAtOnce,
}: DaySettings): AppSettings {
  const { accessMinutes } = PROMISES;
  const patience = { stepMinutes, verificationSeconds: 300, accessMinutes };
  return {
    routesLocation: 'routes.json',
    state: { containerUri: 'https://state.blob.core.windows.net/ferry', audience: 'https://storage.azure.com' },
    vaultAudience: 'https://vault.azure.net',
    trustSignIn: false,
    polling: { firstSeconds: 10, maxSeconds: longestPollSeconds, deadlineMinutes },
    patience,
    clockSkewMinutes: 15,
    batchesAtOnce,
    windows,
    registryReadsPerMinute: READS_PER_MINUTE,
    maxBodyBytes: 65_536,
  };
}
