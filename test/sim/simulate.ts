import { createTaskHub, type LocalTaskHub } from '../../local/host/durable/createTaskHub';
import { createMemoryJournals } from '../../local/host/durable/journals/journals';
import { createVirtualPlatform, type VirtualPlatform } from '../../local/host/virtualPlatform';
import { settle } from '../../src/activities/settle';
import { bindActivities } from '../../src/activities/activities';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import { parseArtifact, type ArtifactReference } from '../../src/domain/artifact';
import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import { transferIdFor } from '../../src/domain/names';
import type { RouteBook } from '../../src/domain/ports/routeBook';
import type { CopyStrategy } from '../../src/domain/ports/copyStrategy';
import type { TransferReport } from '../../src/domain/report/report';
import { createInstances } from '../../src/functions/instances/createInstances';
import { startTransfer, type AskedTransfer } from '../../src/functions/start/startTransfer';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { route } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { AppProcess, outside } from './appProcess';
import { drawDay, type Day } from './day';
import { hubClient } from './hubClient';
import { createSimulatedAzure, type SimulatedAzure } from './simulatedAzure';
import { createSimulatedMachine } from './simulatedMachine';
import { weatherOf, type InWeather } from './weatherOf';

/** What came of a day. */
export interface Outcome {
  day: Day;
  /** Every step of every life of the process, with its virtual time, and where it was killed. */
  trace: string[];
  azure: SimulatedAzure;
  report: TransferReport;
  transferId: string;
  historyEvents: number;
  /** How many lives the process had. */
  lives: number;
}

/** Changes the app's ports, to see whether a defect is found. */
export type Mutation = (deps: ActivityDependencies) => ActivityDependencies;

const SETTINGS = {
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 720 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
};
const ROUTES: RouteBook = { load: async () => ({ routes: new Map([['prod', route()]]), mistakes: [] }) };
const ENDED = ['Completed', 'Failed', 'Terminated'];
const ASK_AGAIN_MS = 30_000;
const NEVER = new AbortController().signal;
const LONGEST_DAY_MS = 24 * 3_600_000;
/** Turns of the event loop without a step after which nothing moves but time. */
const QUIET_TURNS = 4;

/** Lives through the day of a seed: one transfer, with its process killed and begun again as the day says. */
export async function simulate(seed: number, mutate: Mutation = (deps) => deps): Promise<Outcome> {
  const platform = createVirtualPlatform({ seed, jump: 'manual' });
  const day = drawDay(seed, () => platform.random());
  const azure = createSimulatedAzure(day, platform);
  const inWeather = weatherOf(day, platform);
  const journals = new Map<string, string[]>();
  const kills = [...day.kills];
  const trace: string[] = [];
  let moves = 0;
  let lives = 0;

  const asked: AskedTransfer = {
    id: transferIdFor(`day ${seed}`),
    route: 'prod',
    artifacts: day.artifacts.map(referenceTo),
    startedBy: { kind: 'functionKey', name: 'function key' },
  };

  const live = async (): Promise<{ process: AppProcess; hub: LocalTaskHub }> => {
    const kill = kills.shift();
    lives += 1;
    const process = new AppProcess(
      (what, taken) => {
        moves += 1;
        trace.push(`${platform.now()} ${what}`);
        return taken === kill?.atStep;
      },
      () => trace.push(`${platform.now()} killed; begins again after ${kill?.restartSeconds} s`),
    );
    const deps = mutate({ ...guarded(process, inWeather, azure.ports), machine: createSimulatedMachine(platform) });
    const invoker = createInProcessInvoker({ orchestrations: ORCHESTRATIONS, activities: { ...bindActivities(deps) } });
    const own: VirtualPlatform = {
      ...platform,
      callAt: (at, callback) => platform.callAt(at, () => process.isAlive && callback()),
    };
    const storage = process.guard('journals', createMemoryJournals(journals));
    const hub = createTaskHub(own, { folder: '', storage, invoker });
    void begin(hub, deps);
    await quiet();
    if (!process.isAlive && kill) platform.advance(kill.restartSeconds * 1000);
    return { process, hub };
  };

  /** As a caller does who asks again, with the same Idempotency-Key, until the app has answered. */
  const begin = async (hub: LocalTaskHub, deps: ActivityDependencies): Promise<void> => {
    await hub.open();
    for (;;) {
      const isAnswered = await settle(deps.machine, 'begin', () =>
        startTransfer(
          { ...deps, settings: SETTINGS, routes: ROUTES },
          createInstances(hubClient(hub), deps.machine),
          asked,
          {
            warn: () => undefined,
          },
        ),
      )(undefined);
      if (isAnswered.end === 'done') return;
      await deps.machine.wait(ASK_AGAIN_MS, NEVER);
    }
  };

  /** Resolves when nothing moves any more but time. */
  const quiet = async (): Promise<void> => {
    for (let still = 0; still < QUIET_TURNS;) {
      const before = moves;
      await new Promise((resolve) => setImmediate(resolve));
      still = moves === before ? still + 1 : 0;
    }
  };

  const begun = platform.now();
  if (day.cancelAtSecond !== undefined) {
    platform.callAt(begun + day.cancelAtSecond * 1000, () => void azure.transfers.requestCancel(asked.id));
  }
  let current = await live();
  for (;;) {
    await quiet();
    if (!current.process.isAlive) {
      current = await live();
      continue;
    }
    const status = await current.hub.status(asked.id);
    if (status && ENDED.includes(status.runtimeStatus)) break;
    if (platform.now() - begun > LONGEST_DAY_MS) throw new Error('The transfer did not end within a day.');
    if (!platform.advanceToNext())
      throw new Error('The transfer has not ended, and nothing is left that could end it.');
  }
  const report = await azure.transfers.readReport(asked.id);
  if (!report) throw new Error('The transfer ended without a report.');
  const historyEvents = await longestHistory(current.hub);
  return { day, trace, azure, report, transferId: asked.id, historyEvents, lives };
}

/** The ports as one life of the process reaches them: through the weather of the day, and only while it lives. */
function guarded(process: AppProcess, inWeather: InWeather, ports: SimulatedAzure['ports']): SimulatedAzure['ports'] {
  const reach = <Port extends object>(name: string, port: Port): Port =>
    process.guard(name, outside(name, port, inWeather));
  const strategy =
    (name: string, create: CopyStrategy): CopyStrategy =>
    async (copy) => {
      const stage = await create(copy);
      return (block, signal) =>
        process.act(`${name} block ${block.index}`, () =>
          cutOff(
            signal,
            inWeather(name, () => stage(block, signal)),
          ),
        );
    };
  return {
    catalog: reach('catalog', ports.catalog),
    pipelines: reach('pipelines', ports.pipelines),
    blobs: reach('blobs', ports.blobs),
    blockLists: reach('blockLists', ports.blockLists),
    transfers: reach('transfers', ports.transfers),
    copyStrategies: {
      server: strategy('server', ports.copyStrategies.server),
      relay: strategy('relay', ports.copyStrategies.relay),
    },
  };
}

/** A request that hangs ends when its caller cuts it off. */
function cutOff<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const cut = new Promise<never>((_resolve, reject) => {
    const end = (): void => reject(new ServiceUnavailableError('stage a block', { words: 'it was cut off' }));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return Promise.race([work, cut]);
}

function referenceTo(text: string): ArtifactReference {
  const reference = parseArtifact(text);
  if ('problem' in reference) throw new Error(`${text}: ${reference.problem}`);
  return reference;
}

async function longestHistory(hub: LocalTaskHub): Promise<number> {
  const { instances } = await hub.list({});
  const shown = await Promise.all(instances.map(({ instanceId }) => hub.status(instanceId, { showHistory: true })));
  return Math.max(...shown.map((instance) => instance?.historyEvents?.length ?? 0));
}
