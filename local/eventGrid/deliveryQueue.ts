import type { TimedPlatform } from '../host/timedPlatform';
import { callEndpoint } from './callEndpoint';
import type { Delivery } from './delivery';
import { deliveryRequest } from './deliverySchema';
import { DueList } from './dueList';
import type { EventSettings } from './eventSettings';
import { shakeHands } from './handshake';
import { isDelivered, isFinal, retryWait } from './retrySchedule';
import type { EventSubscription, ProvisioningState } from './subscription';

/** Requests to one endpoint at a time. */
const MOST_AT_ONCE = 32;
/** Between two handshakes with an endpoint that is not there yet. */
const HANDSHAKE_EVERY_MS = 1_000;
const MINUTE = 60_000;

export interface DeliveryQueueOptions {
  platform: TimedPlatform;
  settings(): EventSettings;
  /** Called when a delivery waits for its next attempt. */
  onRetry(delivery: Delivery): void;
  onDelivered(deliveries: readonly Delivery[]): void;
  onGivenUp(delivery: Delivery, reason: string): void;
  /** Called when the endpoint has taken part in the handshake. */
  onValidated(): void;
}

/** Sends one subscription's events to its endpoint, each until it has arrived or is given up. */
export class DeliveryQueue {
  readonly #due = new DueList<Delivery>();
  readonly #stop = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #cancelTimer = (): void => undefined;

  constructor(
    readonly subscription: EventSubscription,
    public state: ProvisioningState,
    private readonly options: DeliveryQueueOptions,
  ) {
    if (state === 'Creating') this.#work(this.#validate());
  }

  add(delivery: Delivery): void {
    this.#due.add(delivery);
    this.#pump();
  }

  /** Sends nothing more; resolves, when no request is open, to what has not arrived. */
  async close(): Promise<Delivery[]> {
    this.#stop.abort();
    this.#cancelTimer();
    await Promise.all(this.#working);
    return this.#due.clear();
  }

  #pump(): void {
    this.#cancelTimer();
    if (this.#stop.signal.aborted || this.state !== 'Succeeded') return;
    const { platform } = this.options;
    while (this.#working.size < MOST_AT_ONCE) {
      const batch = this.#due.take(platform.now(), this.subscription.maxEventsPerBatch);
      if (batch.length === 0) break;
      this.#work(this.#send(batch));
    }
    const next = this.#due.next();
    if (next === undefined || this.#working.size >= MOST_AT_ONCE) return;
    this.#cancelTimer = platform.callAt(next, () => this.#pump());
  }

  #work(work: Promise<void>): void {
    const working = work
      // Only the end of the stack rejects.
      .catch(() => undefined)
      .finally(() => {
        this.#working.delete(working);
        this.#pump();
      });
    this.#working.add(working);
  }

  async #send(batch: readonly Delivery[]): Promise<void> {
    const { platform, settings, onDelivered, onGivenUp, onRetry } = this.options;
    const alive = batch.filter((delivery) => !this.#isTooOld(delivery));
    for (const delivery of batch) if (!alive.includes(delivery)) onGivenUp(delivery, 'TimeToLiveExceeded');
    const [first] = alive;
    if (first === undefined) return;
    const events = alive.map(({ event }) => event);
    const request = deliveryRequest(this.subscription, events, first.attempts);
    const answer = await callEndpoint(this.subscription.endpointUrl, {
      method: 'POST',
      ...request,
      seconds: settings().responseSeconds,
      signal: this.#stop.signal,
    }).catch((error: unknown) => {
      for (const delivery of alive) this.#due.add(delivery);
      throw error;
    });
    const now = platform.now();
    for (const delivery of alive) {
      Object.assign(delivery, { attempts: delivery.attempts + 1, lastAttemptAt: now, lastOutcome: answer.outcome });
    }
    if (isDelivered(answer.status)) return onDelivered(alive);
    for (const delivery of alive) {
      if (isFinal(answer.status)) onGivenUp(delivery, 'UndeliverableDueToClientError');
      else if (delivery.attempts >= this.subscription.maxDeliveryAttempts) {
        onGivenUp(delivery, 'MaxDeliveryAttemptsExceeded');
      } else {
        const chance = { factor: settings().retryFactor, random: platform.random() };
        delivery.dueAt = now + retryWait(delivery.attempts, answer.status, chance);
        onRetry(delivery);
        this.#due.add(delivery);
      }
    }
  }

  #isTooOld({ publishedAt }: Delivery): boolean {
    const age = this.options.platform.now() - publishedAt;
    return age > this.subscription.eventTimeToLiveInMinutes * MINUTE;
  }

  async #validate(): Promise<void> {
    const { platform, settings, onValidated } = this.options;
    const { signal } = this.#stop;
    const shake = () => shakeHands(platform, this.subscription, { seconds: settings().responseSeconds, signal });
    while ((await shake()) !== undefined) await wait(platform, HANDSHAKE_EVERY_MS, signal);
    signal.throwIfAborted();
    this.state = 'Succeeded';
    onValidated();
  }
}

/** Rejects when `signal` aborts. */
function wait(platform: TimedPlatform, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = platform.callAt(platform.now() + milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}
