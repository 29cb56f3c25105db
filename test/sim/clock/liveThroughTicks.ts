import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { scheduledTransferId } from '../../../src/domain/names';
import { beginDrain, endDrain } from '../../../src/domain/pause/drain';
import { isPaused, pause, resume } from '../../../src/domain/pause/pauses';
import { readDueTimes } from '../../../src/domain/schedule/cron';
import { dueBetween } from '../../../src/domain/schedule/dueTimes';
import type { Schedule } from '../../../src/domain/schedule/schedule';
import type { ScheduleRun } from '../../../src/domain/schedule/scheduleBook';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { tick } from '../../../src/functions/timers/tick';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route } from '../../helpers/route';
import { AppProcess, outside } from '../app/appProcess';
import { dice, type Dice } from '../day/dice';
import { BEGINNINGS } from './beginnings';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICKS = 120;
const BUDGET_MS = 180_000;
const SETTINGS = {
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  batchesAtOnce: 3,
  windows: { exports: 10, imports: 5 },
};
const CRONS = ['* * * * *', '*/20 * * * * *', '*/7 1-3 * * *', '30 2 * * *', '*/10 * * * *'];
const BY = { kind: 'functionKey', name: 'function key' } as const;

/** A day of ticks at its end: what was wrong, and how bad it was. */
export interface DayOfTicks {
  findings: string[];
  started: number;
  missed: number;
  kills: number;
  failures: number;
}

/**
 * Has two hosts look at the schedules of a route, minute by minute: at once or not, with clocks that differ, are late or set back, killed
 * anywhere, with a store that refuses or whose answers get lost, paused now and then. The same seed is the same day.
 */
export async function liveThroughTicks(seed: number): Promise<DayOfTicks> {
  const platform = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0x71c4 });
  const roll = dice(() => platform.random());
  const [timeZone, from] = roll.oneOf(BEGINNINGS);
  const day = new Day(roll, timeZone, Date.parse(from), seed % 4 === 0);
  const { begin } = day;
  await day.tickCalmly(begin);
  let now = begin;
  for (let ticks = 0; ticks < TICKS; ticks += 1) {
    now += elapsed(roll);
    if (roll.chance(0.05)) await day.changePause(now);
    await day.tickBadly(now);
  }
  await day.resume(Math.max(now, day.furthest));
  for (let calm = 1; calm <= 3; calm += 1) await day.tickCalmly(Math.max(now, day.furthest) + calm * 1_000);
  return day.judge();
}

/** Milliseconds to the next tick: about a minute; sometimes a late one, one that comes twice, a clock set back, or hours of nothing. */
function elapsed(roll: Dice): number {
  if (roll.chance(0.02)) return roll.upTo(5 * HOUR);
  if (roll.chance(0.04)) return -roll.upTo(20 * MINUTE);
  if (roll.chance(0.1)) return roll.upTo(4 * MINUTE);
  if (roll.chance(0.1)) return 0;
  return MINUTE - 500 + roll.upTo(1_000);
}

class Day {
  furthest: number;
  private kills = 0;
  private failures = 0;
  private readonly transfers = new FakeTransferStore();
  private readonly books = new FakeScheduleBooks();
  private readonly pauses = new FakePauseStore();
  private readonly slots = new FakeSlotStore();
  private readonly client = new FakeDurableClient();
  private readonly schedules: Schedule[];
  private readonly loaded;
  private readonly missed = new Map<string, ScheduleRun & { name: string }>();
  private readonly findings: string[] = [];

  constructor(
    private readonly roll: Dice,
    timeZone: string,
    readonly begin: number,
    /** Whether the app is drained instead of a pause of all routes. */
    private readonly drains: boolean,
  ) {
    this.furthest = begin;
    const count = roll.upTo(3);
    this.schedules = Array.from({ length: count }, (_, index) => ({
      ...{ name: `s${index}`, cron: roll.oneOf(CRONS), timeZone },
      onMissed: roll.oneOf(['run', 'skip'] as const),
    }));
    const select = { rules: [{ repositories: ['app/**'] }] };
    const own = route({ select, schedules: this.schedules, ...(roll.chance(0.5) && { whenBusy: 'queue' }) });
    this.loaded = { routes: new Map([['prod', own]]), mistakes: [] };
    this.noteMissed();
    this.watchClaims();
  }

  /** One host, that nothing happens to. */
  async tickCalmly(now: number): Promise<void> {
    await this.tickOnce(now, { process: this.process(Infinity), chanceOfWeather: 0 });
  }

  /** One or two hosts, each of which may be killed at any step. */
  async tickBadly(now: number): Promise<void> {
    const { roll } = this;
    const chanceOfWeather = roll.chance(0.15) ? 0.3 : roll.chance(0.3) ? 0.03 : 0;
    const hosts = roll.chance(0.4) ? 2 : 1;
    await Promise.all(
      Array.from({ length: hosts }, () => {
        const process = this.process(roll.chance(0.2) ? roll.log(60) : Infinity);
        const skew = hosts === 2 ? roll.upTo(4_000) - 2_000 : 0;
        return this.tickOnce(now + skew, { process, chanceOfWeather });
      }),
    );
  }

  async changePause(now: number): Promise<void> {
    const { pauses, version } = await this.pauses.read();
    const of = this.roll.oneOf(['prod', undefined]);
    const word = { at: new Date(now).toISOString(), by: BY };
    const begin = this.drains && of === undefined ? beginDrain(pauses, word) : pause(pauses, of, word);
    await this.pauses.write(isPaused(pauses, 'prod') ? resumeAll(pauses, word) : begin, version);
  }

  async resume(now: number): Promise<void> {
    const { pauses, version } = await this.pauses.read();
    await this.pauses.write(resumeAll(pauses, { at: new Date(now).toISOString(), by: BY }), version);
  }

  judge(): DayOfTicks {
    const { client, missed, findings, kills, failures } = this;
    const starts = client.starts.map((start) => start.replace('transfer ', ''));
    findings.push(...repeated(starts).map((id) => `${id} was started twice`));
    const due = this.schedules.flatMap((schedule) => this.judgeSchedule(schedule, new Set(starts)));
    findings.push(...starts.filter((id) => !due.includes(id)).map((id) => `${id} is no transfer of a due time`));
    return { findings, started: starts.length, missed: missed.size, kills, failures };
  }

  /** @returns the ids of the transfers of all its due times */
  private judgeSchedule(schedule: Schedule, started: ReadonlySet<string>): string[] {
    const { name } = schedule;
    const times = dueBetween(readDueTimes(schedule), this.begin, this.furthest).map((at) => new Date(at).toISOString());
    const missed = [...this.missed.values()].filter((run) => run.name === name);
    const isMissed = (due: string): boolean => missed.some((run) => (run.missedSince ?? '') <= due && due <= run.due);
    const idOf = (due: string): string => scheduledTransferId('prod', name, due);
    for (const due of times) {
      const [wasStarted, wasMissed] = [started.has(idOf(due)), isMissed(due)];
      if (!wasStarted && !wasMissed) this.findings.push(`${name} ${due} was lost`);
      if (wasStarted && wasMissed) this.findings.push(`${name} ${due} was started, and is shown as missed`);
    }
    for (const run of schedule.onMissed === 'run' ? missed : []) {
      const madeUpFor = times.some((due) => due > run.due && started.has(idOf(due)));
      if (!madeUpFor) this.findings.push(`${name}: nothing made up for what was missed until ${run.due}`);
    }
    return times.map(idOf);
  }

  private process(killAtStep: number): AppProcess {
    let steps = 0;
    return new AppProcess(
      () => (steps += 1) >= killAtStep,
      () => (this.kills += 1),
    );
  }

  private async tickOnce(
    now: number,
    { process, chanceOfWeather }: { process: AppProcess; chanceOfWeather: number },
  ): Promise<void> {
    const { roll, loaded } = this;
    this.furthest = Math.max(this.furthest, now);
    const reach = <Port extends object>(name: string, port: Port): Port =>
      process.guard(
        name,
        outside(port, async (_method, _input, action) => {
          if (roll.chance(chanceOfWeather)) throw this.weather();
          const answer = await action();
          if (roll.chance(chanceOfWeather)) throw this.weather();
          return answer;
        }),
      );
    const deps = {
      settings: SETTINGS,
      routes: { load: async () => loaded },
      machine: { now: () => now, wait: async () => undefined, random: () => 0 },
      transfers: reach('transfers', this.transfers),
      schedules: reach('schedules', this.books),
      pauses: reach('pauses', this.pauses),
      slots: reach('slots', this.slots),
    };
    const log = { warn: () => undefined, error: (text: string) => void this.findings.push(text) };
    const instances = reach('instances', createInstances(this.client, { wait: untilAborted }));
    await process.heard(tick(deps, instances, log, BUDGET_MS));
  }

  private weather(): ServiceUnavailableError {
    this.failures += 1;
    return new ServiceUnavailableError('reach the store', { words: '503' });
  }

  private noteMissed(): void {
    const write = this.books.write.bind(this.books);
    this.books.write = async (name, book, version) => {
      const isWritten = await write(name, book, version);
      for (const state of isWritten ? (book?.schedules ?? []) : []) {
        for (const run of state.runs.filter(({ missedSince }) => missedSince !== undefined)) {
          this.missed.set(`${state.name} ${run.due}`, { ...run, name: state.name });
        }
      }
      return isWritten;
    };
  }

  private watchClaims(): void {
    const claim = this.transfers.claim.bind(this.transfers);
    this.transfers.claim = async (record) => {
      const { pauses } = await this.pauses.read();
      if (isPaused(pauses, 'prod')) this.findings.push(`${record.id} was claimed in a pause`);
      return claim(record);
    };
  }
}

function resumeAll(pauses: Parameters<typeof resume>[0], word: Parameters<typeof resume>[2]) {
  return endDrain(resume(resume(pauses, 'prod', word), undefined, word), word);
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

function untilAborted(_milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
