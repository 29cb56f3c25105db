import type { Clock } from '../../domain/ports/machine';
import type { Finding } from '../../domain/doctor/finding';

/** So many rows tell enough; the doctor itself shows all. */
const MOST = 20;

/**
 * What the doctor finds red or yellow, if it answers in time; nothing otherwise: no transfer waits for it, or fails because of it.
 *
 * @param limitMs  for the whole examination
 */
export async function soonEnough(
  machine: Clock,
  limitMs: number,
  examine: () => Promise<Finding[]>,
): Promise<Finding[]> {
  const over = new AbortController();
  const late = machine.wait(limitMs, over.signal).then((): Finding[] => []);
  try {
    const found = await Promise.race([examine(), late]);
    return found.filter(({ status }) => status === 'failed' || status === 'warning').slice(0, MOST);
  } catch {
    return [];
  } finally {
    over.abort();
  }
}
