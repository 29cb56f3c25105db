import type { DrainView } from '../../../src/functions/http/schemas/drainView';
import type { Drainer } from '../day/drainer';
import type { Answer } from './api';
import type { Requests } from './requests';
import { NEVER, type Machine } from './simulatedMachine';

/** As `npm run drain -- --wait` does (cli/runDrain.ts). */
const LOOK_MS = 10_000;
const LOOKS_IN_A_ROW = 2;

interface Surroundings {
  machine: Machine;
  requests: Requests;
  /** Ends the process, wherever it is; it begins again after so many seconds. */
  upgrade: (downSeconds: number) => void;
  /** Orchestrations that have not ended. */
  running: () => Promise<string[]>;
}

/** Drains the app, upgrades it once nothing is alive, and ends the drain. */
export class Upgrader {
  /** When the second look in a row said `drained`, and what ran then. */
  found?: { at: number; running: string[] };
  looks = 0;
  private tellWaited = (): void => {};
  /** Resolves when the app is drained, or when nobody waits for that any more. */
  readonly waited = new Promise<void>((resolve) => (this.tellWaited = resolve));

  constructor(
    private readonly drainer: Drainer | undefined,
    private readonly around: Surroundings,
  ) {}

  async begin(): Promise<void> {
    const { drainer } = this;
    if (!drainer) return this.tellWaited();
    await this.around.requests.whileWaiting(() => this.drain(drainer));
  }

  private async drain({ atSecond, downSeconds, restSeconds, patienceSeconds }: Drainer): Promise<void> {
    const { machine, requests, upgrade, running } = this.around;
    const rest = (seconds: number): Promise<void> => machine.wait(seconds * 1000, NEVER);
    await rest(atSecond);
    const begun = await requests.untilAnswered((app) => app.drain());
    if (begun && (await this.sawDrained(begun, machine.now() + (patienceSeconds ?? Infinity) * 1000))) {
      this.found = { at: machine.now(), running: await running() };
    }
    this.tellWaited();
    if (this.found) {
      await rest(restSeconds);
      if (downSeconds !== undefined) {
        upgrade(downSeconds);
        await rest(downSeconds + restSeconds);
      }
    }
    await requests.untilAnswered((app) => app.endDrain());
  }

  /** Whether two looks in a row said so before their patience ended. */
  private async sawDrained(begun: Answer<DrainView>, until: number): Promise<boolean> {
    const { machine, requests } = this.around;
    let inARow = begun.body.drained ? 1 : 0;
    while (inARow < LOOKS_IN_A_ROW) {
      await machine.wait(LOOK_MS, NEVER);
      if (machine.now() > until) return false;
      this.looks += 1;
      const look = await requests.once((app) => app.getDrain());
      // One that was not answered says nothing.
      if (look && look.status < 300) inARow = look.body.drained ? inARow + 1 : 0;
    }
    return true;
  }
}
