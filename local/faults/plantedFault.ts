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
  /**
   * Mends it by what the finding says; the command of the fix is run where it can run here. It cannot where a text file is to be corrected, a
   * clock to be set, or another cloud to be taken, and where Azurite would have to heed roles.
   */
  mend(stack: BrokenStack, fix: Fix | undefined): Promise<void>;
}
