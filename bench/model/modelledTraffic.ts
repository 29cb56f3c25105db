import { setMaxListeners } from 'node:events';
import type { Chance, Clock } from '../../src/domain/ports/machine';
import { AccountPair } from './accountPair';
import type { ModelSettings } from './modelSettings';
import { RateLog } from './rateLog';

/** What a copy asked for and got. All times are seconds of the model, since the first block was asked for. */
export interface Traffic {
  requests: number;
  /** Of these, answered with 503. */
  refused: number;
  /** Bytes that flowed in each second. */
  bytesPerSecond: number[];
  /** Until the last byte. */
  seconds: number;
}

/** Two accounts in the time of a clock, of which `scale` seconds are one second of the model. */
export class ModelledTraffic {
  private readonly accounts: AccountPair;
  private readonly rates = new RateLog();
  private requests = 0;
  private refused = 0;
  private began: number | undefined;
  private lastByteAt = 0;
  private wake = new AbortController();
  private readonly startedAt: number;

  constructor(
    private readonly settings: ModelSettings,
    private readonly machine: Clock & Pick<Chance, 'random'>,
    private readonly scale: number,
  ) {
    this.startedAt = machine.now();
    this.accounts = new AccountPair(settings, this.now(), (bytes, from, to) => {
      const began = this.began ?? from;
      this.rates.add(bytes, from - began, to - began);
      this.lastByteAt = to - began;
    });
  }

  /** A request that moves no bytes; false when it is refused. */
  async answer(): Promise<boolean> {
    this.requests += 1;
    const admitted = this.accounts.admitRequest(this.now());
    await this.wait(this.settings.latencySeconds * (0.5 + this.machine.random()));
    return admitted || this.refuse();
  }

  /** A request that moves a block; false when it is refused. */
  async copyBlock(bytes: number): Promise<boolean> {
    this.began ??= this.now();
    if (!(await this.answer())) return false;
    const moved = new Promise<boolean>((resolve) => {
      if (!this.accounts.beginStream(bytes, this.now(), () => resolve(true))) resolve(this.refuse());
    });
    void this.follow();
    return moved;
  }

  read(): Traffic {
    this.accounts.advance(this.now());
    const { requests, refused, lastByteAt } = this;
    return { requests, refused, seconds: lastByteAt, bytesPerSecond: this.rates.perSecond };
  }

  private refuse(): false {
    this.refused += 1;
    return false;
  }

  /** Waits until the next stream ends, unless something changes before. */
  private async follow(): Promise<void> {
    this.wake.abort();
    const wake = new AbortController();
    setMaxListeners(0, wake.signal);
    this.wake = wake;
    for (;;) {
      this.accounts.advance(this.now());
      const { nextAt } = this.accounts;
      if (nextAt === Number.POSITIVE_INFINITY) return;
      await this.machine.wait(Math.max(0.1, (nextAt - this.now()) * this.scale * 1000), wake.signal);
      if (wake.signal.aborted) return;
    }
  }

  /** Small numbers: of seconds since 1970, a floating-point number has not the digits that a rate needs. */
  private now(): number {
    return (this.machine.now() - this.startedAt) / 1000 / this.scale;
  }

  private wait(seconds: number): Promise<void> {
    return this.machine.wait(seconds * this.scale * 1000, new AbortController().signal);
  }
}
