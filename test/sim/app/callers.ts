import { keyOfTransfer } from '../azure/simulatedAzure';
import { faultsOf, type Day } from '../day/day';
import { SELECT } from '../day/selected';
import type { Answer, Api } from './api';
import type { Requests } from './requests';
import { NEVER, type Machine } from './simulatedMachine';

const LOOK_MS = 20 * 60_000;
const LONGEST_DAY_MS = 7 * 24 * 3_600_000;

/** What callers saw of one transfer. */
export interface Seen {
  /** Ids that the callers were given. */
  ids: Set<string>;
  /** States in the order in which they were shown. */
  states: string[];
  /** What each request for it was answered, and when. */
  answers: { askedAt: number; at: number; answer: Answer }[];
}

/**
 * Those who use the app: each asks again until it is answered, with the same Idempotency-Key, and then looks from time to
 * time until the transfer has ended.
 */
export class Callers {
  readonly seen: Seen[];
  constructor(
    private readonly day: Day,
    private readonly machine: Machine,
    private readonly requests: Requests,
    /** Resolves when what is asked for while the app is drained may be asked for. */
    private readonly drained: Promise<void>,
  ) {
    this.seen = day.transfers.map(() => ({ ids: new Set<string>(), states: [], answers: [] }));
  }

  begin(ids: readonly string[]): void {
    const { day } = this;
    day.transfers.forEach(({ callers, atSecond, againAtSecond }, index) => {
      for (let caller = 0; caller < callers; caller += 1) void this.ask(index, atSecond);
      if (againAtSecond !== undefined) void this.ask(index, atSecond + againAtSecond);
    });
    for (const { transfer, atSecond } of faultsOf(day, 'cancel')) void this.cancel(ids[transfer] ?? '', atSecond);
  }

  private async ask(index: number, atSecond: number): Promise<void> {
    const asked = this.day.transfers[index];
    if (!asked) return;
    const { route, artifacts, selects, whenDrained } = asked;
    const body = { route, ...(selects ? { select: SELECT } : { artifacts }) };
    const key = keyOfTransfer(this.day, index);
    const post = async (app: Api): Promise<Answer> => {
      const askedAt = this.machine.now();
      const answer = await app.post(key, body);
      this.seen[index]?.answers.push({ askedAt, answer, at: this.machine.now() });
      return answer;
    };
    const accepted = await this.requests.whileWaiting(async () => {
      if (whenDrained) await this.drained;
      await this.machine.wait(atSecond * 1000, NEVER);
      return this.requests.untilAnswered(post);
    });
    if (!accepted) return;
    this.note(index, accepted);
    await this.watch(index, accepted.body.id);
  }

  private async watch(index: number, id: string): Promise<void> {
    for (let left = LONGEST_DAY_MS; left > 0; left -= LOOK_MS) {
      await this.machine.wait(LOOK_MS, NEVER);
      const looked = await this.requests.once((app) => app.get(id));
      if (looked && looked.status < 300) this.note(index, looked);
      if (looked?.body.report) return;
    }
  }

  private note(index: number, { body }: Answer): void {
    const seen = this.seen[index];
    seen?.ids.add(body.id);
    if (seen?.states.at(-1) !== body.state) seen?.states.push(body.state);
  }

  private async cancel(id: string, atSecond: number): Promise<void> {
    await this.requests.whileWaiting(async () => {
      await this.machine.wait(atSecond * 1000, NEVER);
      return this.requests.untilAnswered((app) => app.cancel(id), [409]);
    });
  }
}
