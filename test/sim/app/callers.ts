import { keyOfTransfer } from '../azure/simulatedAzure';
import { faultsOf, type Day } from '../day/day';
import { SELECT } from '../day/selected';
import type { Answer, Api } from './api';
import { NEVER, type Machine } from './simulatedMachine';

const ASK_AGAIN_MS = 30_000;
/** The Azure load balancer ends a request after as long. */
const LONGEST_REQUEST_MS = 230_000;
const LOOK_MS = 20 * 60_000;
const LONGEST_DAY_MS = 7 * 24 * 3_600_000;

/** What callers saw of one transfer. */
export interface Seen {
  /** Ids that the callers were given. */
  ids: Set<string>;
  /** States in the order in which they were shown. */
  states: string[];
}

/**
 * Those who use the app: each asks again until it is answered, with the same Idempotency-Key, and then looks from time to
 * time until the transfer has ended.
 */
export class Callers {
  readonly seen: Seen[];
  private waiting = 0;

  constructor(
    private readonly day: Day,
    private readonly machine: Machine,
    /** The app as it is now; undefined while it is down. */
    private readonly app: () => Api | undefined,
  ) {
    this.seen = day.transfers.map(() => ({ ids: new Set<string>(), states: [] }));
  }

  /** Whether somebody has not been answered yet. */
  get isWaiting(): boolean {
    return this.waiting > 0;
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
    const { route, artifacts, selects } = asked;
    const body = { route, ...(selects ? { select: SELECT } : { artifacts }) };
    const key = keyOfTransfer(this.day, index);
    const accepted = await this.untilAnswered(atSecond, (app) => app.post(key, body));
    if (!accepted) return;
    this.note(index, accepted);
    await this.watch(index, accepted.body.id);
  }

  private async watch(index: number, id: string): Promise<void> {
    for (let left = LONGEST_DAY_MS; left > 0; left -= LOOK_MS) {
      await this.machine.wait(LOOK_MS, NEVER);
      const looked = await this.request((app) => app.get(id));
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
    await this.untilAnswered(atSecond, (app) => app.cancel(id), [409]);
  }

  /** What the app answers at last: success, or one of the other statuses that end it. */
  private async untilAnswered(
    atSecond: number,
    send: (app: Api) => Promise<Answer>,
    ends: readonly number[] = [],
  ): Promise<Answer | undefined> {
    this.waiting += 1;
    await this.machine.wait(atSecond * 1000, NEVER);
    for (let left = LONGEST_DAY_MS; left > 0; left -= ASK_AGAIN_MS) {
      const answer = await this.request(send);
      if (answer && (answer.status < 300 || ends.includes(answer.status))) {
        this.waiting -= 1;
        return answer;
      }
      await this.machine.wait(ASK_AGAIN_MS, NEVER);
    }
    return undefined;
  }

  private async request(send: (app: Api) => Promise<Answer>): Promise<Answer | undefined> {
    const app = this.app();
    if (!app) return undefined;
    const ended = new AbortController();
    const tooLong = this.machine.wait(LONGEST_REQUEST_MS, ended.signal).then(() => undefined);
    const answer = await Promise.race([send(app).catch(() => undefined), tooLong]);
    ended.abort();
    return answer;
  }
}
