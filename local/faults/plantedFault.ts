import type { FindingStatus, Fix } from '../../src/domain/doctor/finding';
import type { BrokenStack } from './brokenStack';

/** Something that is set up wrongly, as operators do, and its mending. */
export interface PlantedFault {
  /** Code of the check that finds it, and at which end. */
  readonly check: string;
  readonly end?: 'source' | 'target';
  readonly status: Extract<FindingStatus, 'warning' | 'failed'>;
  /** What is wrong, in a few words: "the SAS has expired". */
  readonly what: string;
  /** Codes of other checks that cannot but find the same fault, or cannot be made because of it. */
  readonly also?: readonly string[];
  plant(stack: BrokenStack): Promise<void>;
  /** Mends it by what the finding says; the command of the fix is run where it can run here. */
  mend(stack: BrokenStack, fix: Fix | undefined): Promise<void>;
}
