import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import type { GridEvent } from '../../helpers/gridEvent';

/** Takes an event; rejects, or never answers, where it does not. */
export type Receiver = (event: GridEvent) => Promise<void>;

/** The app's functions that take events. */
export interface Receivers {
  blobCreated: Receiver;
  imagePushed: Receiver;
}

/** An event is delivered again when nobody has acknowledged it by then. */
const LONGEST_ANSWER_MS = 30_000;
/** @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const AGAIN_AFTER_SECONDS = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200];

/** Delivers events at least once, in no order, and gives them up after a day. */
export class EventGrid {
  /** Events that are still to be delivered. */
  pending = 0;

  constructor(
    private readonly platform: VirtualPlatform,
    /** The app as it is now; undefined while it is down. */
    private readonly receivers: () => Receivers | undefined,
  ) {}

  /** Delivers an event so many seconds from now. */
  announce(to: keyof Receivers, event: GridEvent, afterSeconds: number): void {
    this.pending += 1;
    this.after(afterSeconds, () => void this.deliver(to, event, 0));
  }

  private async deliver(to: keyof Receivers, event: GridEvent, tries: number): Promise<void> {
    const isTaken = await this.isTaken(to, event);
    const wait = AGAIN_AFTER_SECONDS[tries];
    if (isTaken || wait === undefined) this.pending -= 1;
    else this.after(wait, () => void this.deliver(to, event, tries + 1));
  }

  private async isTaken(to: keyof Receivers, event: GridEvent): Promise<boolean> {
    const receive = this.receivers()?.[to];
    if (!receive) return false;
    return new Promise((resolve) => {
      const cancel = this.platform.callAt(this.platform.now() + LONGEST_ANSWER_MS, () => resolve(false));
      const end = (taken: boolean) => (): void => {
        cancel();
        resolve(taken);
      };
      receive(event).then(end(true), end(false));
    });
  }

  private after(seconds: number, action: () => void): void {
    this.platform.callAt(this.platform.now() + seconds * 1000, action);
  }
}
