import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../../src/domain/doctor/finding';
import type { DoctorView } from '../../src/functions/http/schemas/doctorView';
import { STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';

export type Examined = DoctorView;

/** What was changed may need some time: the app reads its routes file every half minute, and keeps tokens. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 500;

/**
 * Has the doctor look at the route of the stack, until what it found is as it should be, or patience ends; answers the last look.
 *
 * @param isAsExpected  absent: one look
 */
export async function examine(
  stack: Pick<BrokenStack, 'ferry'>,
  isAsExpected: (found: Examined) => boolean = () => true,
): Promise<Examined> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const found = (await stack.ferry('GET', `/routes/${STACK_NAMES.route}/doctor`)) as Examined;
    if (isAsExpected(found) || waited >= PATIENCE_MS) return found;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Whether something is, or will be, wrong. */
export function isTrouble({ status }: Pick<Finding, 'status'>): boolean {
  return status === 'failed' || status === 'warning';
}
