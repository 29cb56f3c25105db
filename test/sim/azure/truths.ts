import type { FailureCode } from '../../../src/domain/failures/codes';

/** What a cause concerns; everything of the day where nothing is named. */
interface Concern {
  /** Index of the transfer. */
  transfer?: number;
  artifact?: string;
}

/** What really went wrong, written down where it happens: the only causes that a report may name. */
export class Truths {
  private readonly causes: ({ code: FailureCode } & Concern)[] = [];

  /** From now on a failure may say this. */
  permit(code: FailureCode, concern: Concern = {}): void {
    this.causes.push({ code, ...concern });
  }

  /** The codes that a transfer may name, for one of its artifacts or for itself. */
  codesFor(transfer: number, artifact?: string): Set<FailureCode> {
    const fits = this.causes.filter(
      (cause) =>
        (cause.transfer === undefined || cause.transfer === transfer) &&
        (cause.artifact === undefined || artifact === undefined || cause.artifact === artifact),
    );
    return new Set(fits.map(({ code }) => code));
  }
}
