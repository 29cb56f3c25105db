import type { LocalTaskHub } from '../../local/host/durable/createTaskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { beginLife, type AppLife, type Mutation } from './app/appLife';
import { AppProcess } from './app/appProcess';
import { Callers, type Seen } from './app/callers';
import { CallLog } from './app/callLog';
import { playOperator } from './app/playOperator';
import { Requests } from './app/requests';
import { createSimulatedMachine } from './app/simulatedMachine';
import { Upgrader } from './app/upgrader';
import { createSimulatedAzure, type SimulatedAzure } from './azure/simulatedAzure';
import { PREFIX } from './day/courier';
import { faultsOf, type Day } from './day/day';
import type { Answer, Api } from './app/api';

/** An orchestration at the end of the day. */
export interface EndedInstance {
  id: string;
  runtimeStatus: string;
  historyEvents: number;
}

/** What came of a day. */
export interface Outcome {
  day: Day;
  azure: SimulatedAzure;
  calls: CallLog;
  /** Every step of every life of the process, with its virtual time, and where it was killed. */
  trace: string[];
  begunAt: number;
  endedAt: number;
  /** How many lives the process had. */
  lives: number;
  /** Why the day was given up, where it was. */
  givenUp?: string;
  instances: EndedInstance[];
  /** What the API shows of each transfer in the end. */
  views: (Answer | undefined)[];
  seen: Seen[];
  /** How often somebody looked whether the app is drained. */
  looks: number;
  /** From the second look that said so until somebody asked for the end of the drain; `running`: orchestrations that ran all the same. */
  drained?: { at: number; until: number; running: string[] };
  journals: ReadonlyMap<string, string[]>;
  logs: string[];
}

const ENDED = ['Completed', 'Failed', 'Terminated'];
const LONGEST_DAY_MS = 6 * 24 * 3_600_000;
/** Turns of the event loop without a step after which nothing moves but time. */
const QUIET_TURNS = 3;
const RESTART_SECONDS = 5;

/** Lives through a day: its transfers, with the app's process killed and begun again as the day says. */
export async function simulate(day: Day, mutate: Mutation = (deps) => deps): Promise<Outcome> {
  const platform = createVirtualPlatform({ seed: day.seed, jump: 'manual' });
  const machine = createSimulatedMachine(platform);
  let current: AppLife | undefined;
  const azure = createSimulatedAzure(day, platform, () => current?.receivers);
  const calls = new CallLog(machine.now);
  const journals = new Map<string, string[]>();
  const kills = new Map(faultsOf(day, 'kill').map(({ atStep, downSeconds }) => [atStep, downSeconds]));
  const trace: string[] = [];
  const logs: string[] = [];
  let lives = 0;
  let steps = 0;
  let downSeconds = RESTART_SECONDS;

  const begin = (): void => {
    lives += 1;
    const process = new AppProcess(
      (what) => {
        steps += 1;
        trace.push(`${platform.now()} ${what}`);
        downSeconds = kills.get(steps) ?? RESTART_SECONDS;
        return kills.has(steps);
      },
      () => {
        current = undefined;
        trace.push(`${platform.now()} killed; begins again after ${downSeconds} s`);
        platform.callAt(platform.now() + downSeconds * 1000, begin);
      },
    );
    current = beginLife(process, { platform, azure, calls, journals, logs, day, mutate });
  };

  /** Resolves when nothing moves any more but time. */
  const quiet = async (): Promise<void> => {
    for (let still = 0; still < QUIET_TURNS;) {
      const before = steps;
      await new Promise((resolve) => setImmediate(resolve));
      still = steps === before ? still + 1 : 0;
    }
  };

  /** Lets time pass until something is so; answers whether it ever was. */
  const passUntil = async (isSo: () => Promise<boolean> | boolean): Promise<boolean> => {
    for (;;) {
      await quiet();
      if (await isSo()) return true;
      if (platform.now() - begunAt > LONGEST_DAY_MS || !platform.advanceToNext()) return false;
    }
  };

  const begunAt = platform.now();
  const requests = new Requests(machine, () => current?.api);
  const upgrader = new Upgrader(day.drainer, {
    machine,
    requests,
    upgrade: (seconds) => {
      downSeconds = seconds;
      current?.process.kill();
    },
    running: async () => (current ? notEnded(await current.process.heard(instancesOf(current.hub))) : []),
  });
  const callers = new Callers(day, machine, requests, upgrader.waited);
  begin();
  callers.begin(azure.ids);
  void upgrader.begin();
  playOperator(
    day,
    {
      at: (second, action) => void platform.callAt(begunAt + second * 1000, action),
      journals,
      azure,
      drained: upgrader.waited,
    },
    () => current,
  );

  const hasEnded = async (): Promise<boolean> => {
    if (requests.areWaiting || !current) return false;
    const { hub, process } = current;
    for (const id of azure.ids) {
      if (!azure.transfers.reports.has(id)) return false;
    }
    if (!azure.isQuiet() || stillToImport(azure).length > 0 || (await isPushWaiting(azure))) return false;
    if (day.cleaner && !hasCleanedUp(azure)) return false;
    const instances = await process.heard(instancesOf(hub));
    return instances !== undefined && notEnded(instances).length === 0;
  };

  const ended = await passUntil(hasEnded);
  const endedAt = platform.now();
  const clear = Math.max(azure.lateUntil(), lastSpell(day, begunAt));
  platform.callAt(clear, () => undefined);
  // A cleanup may have begun in the meantime.
  await passUntil(async () => platform.now() >= clear && (!day.cleaner || (await hasEnded())));
  const views: (Answer | undefined)[] = [];
  // Who lists them mends the lines that have missed the end.
  await untilAnswered((api) => api.list());
  for (const id of [...azure.ids, ...azure.triggered()]) views.push(await untilAnswered((api) => api.get(id)));
  const life = current as AppLife | undefined;
  const instances = (life && (await life.process.heard(instancesOf(life.hub)))) ?? [];
  const givenUp = ended
    ? {}
    : { givenUp: 'the transfers did not end within six days, or nothing was left that could end them' };
  return {
    day,
    azure,
    calls,
    trace,
    begunAt,
    endedAt,
    lives,
    instances,
    views,
    seen: callers.seen,
    looks: upgrader.looks,
    journals,
    logs,
    ...(await drainedIn(azure, upgrader)),
    ...givenUp,
  };

  /** The killed may still be killed while somebody looks. */
  async function untilAnswered(send: (api: Api) => Promise<Answer>): Promise<Answer | undefined> {
    for (let tries = 0; tries < 5; tries += 1) {
      let answer: Answer | undefined;
      if (current) void send(current.api).then((got) => (answer = got));
      await passUntil(() => answer !== undefined || current === undefined);
      if (answer) return answer;
      await passUntil(() => current !== undefined);
    }
    return undefined;
  }
}

function hasCleanedUp({ cleanups: { records, ends } }: SimulatedAzure): boolean {
  return records.size > 0 && [...records.keys()].every((id) => ends.has(id));
}

async function isPushWaiting({ pushes }: SimulatedAzure): Promise<boolean> {
  return (await pushes.noted('mirror')).length > 0 || (await pushes.readClaim('mirror')) !== undefined;
}

/** Imports without a report: of what is in the container, and those that were begun. */
function stillToImport({ carried, transfers, importsOf }: SimulatedAzure): string[] {
  const unknown = carried.present().filter((content) => importsOf(content).length === 0);
  const open = [...transfers.records.keys()].filter((id) => !transfers.reports.has(id));
  return [...unknown.map(({ name }) => name).filter((name) => name.startsWith(PREFIX)), ...open];
}

function lastSpell(day: Day, begunAt: number): number {
  return begunAt + Math.max(0, ...faultsOf(day, 'spell').map(({ fromSecond, seconds }) => fromSecond + seconds)) * 1000;
}

function notEnded(instances: EndedInstance[] = []): string[] {
  return instances.filter(({ runtimeStatus }) => !ENDED.includes(runtimeStatus)).map(({ id }) => id);
}

async function drainedIn({ ports }: SimulatedAzure, { found }: Upgrader): Promise<Pick<Outcome, 'drained'>> {
  const { drain } = (await ports.pauses.read()).pauses;
  return found && drain?.ended ? { drained: { ...found, until: Date.parse(drain.ended.at) } } : {};
}

async function instancesOf(hub: LocalTaskHub): Promise<EndedInstance[]> {
  const { instances } = await hub.list({});
  const shown = await Promise.all(instances.map(({ instanceId }) => hub.status(instanceId, { showHistory: true })));
  return shown.flatMap((one) =>
    one
      ? [{ id: one.instanceId, runtimeStatus: one.runtimeStatus, historyEvents: one.historyEvents?.length ?? 0 }]
      : [],
  );
}
