import type { Answer, Api } from './api';
import { NEVER, type Machine } from './simulatedMachine';

const ASK_AGAIN_MS = 30_000;
/** The Azure load balancer ends a request after as long. */
const LONGEST_REQUEST_MS = 230_000;
const LONGEST_DAY_MS = 7 * 24 * 3_600_000;

/** How people ask the app, which may be down or not answer. */
export class Requests {
  private waiting = 0;

  constructor(
    private readonly machine: Machine,
    /** The app as it is now; undefined while it is down. */
    private readonly app: () => Api | undefined,
  ) {}

  /** Whether somebody has not been answered yet. */
  get areWaiting(): boolean {
    return this.waiting > 0;
  }

  /** As long as it lasts, somebody has not been answered yet. */
  async whileWaiting<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const done = await work();
    this.waiting -= 1;
    return done;
  }

  /** What the app answers at last: success, or one of the other statuses that end it. */
  async untilAnswered<Body>(
    send: (app: Api) => Promise<Answer<Body>>,
    ends: readonly number[] = [],
  ): Promise<Answer<Body> | undefined> {
    for (let left = LONGEST_DAY_MS; left > 0; left -= ASK_AGAIN_MS) {
      const answer = await this.once(send);
      if (answer && (answer.status < 300 || ends.includes(answer.status))) return answer;
      await this.machine.wait(ASK_AGAIN_MS, NEVER);
    }
    return undefined;
  }

  async once<Body>(send: (app: Api) => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
    const app = this.app();
    if (!app) return undefined;
    const ended = new AbortController();
    const tooLong = this.machine.wait(LONGEST_REQUEST_MS, ended.signal).then(() => undefined);
    const answer = await Promise.race([send(app).catch(() => undefined), tooLong]);
    ended.abort();
    return answer;
  }
}
