import { createMemory } from '../domain/createMemory';
import type { Finding } from '../domain/doctor/finding';
import type { Doctor } from '../domain/ports/doctor';
import type { Clock } from '../domain/ports/machine';

/** Many transfers may begin, or fail, at once, and Resource Manager answers some ten reads a second. */
const MAX_AGE_MS = 5 * 60_000;

/**
 * A doctor that takes the same look for transfers once in five minutes, however often it is asked for: the cheap one at a route, and the one
 * that explains the same failures of it. Whoever asks for everything gets a new look.
 */
export function rememberLooks(doctor: Doctor, machine: Pick<Clock, 'now'>): Doctor {
  const remember = createMemory<Finding[]>(machine);
  return {
    examine(route, only) {
      if (only !== 'cheap') return doctor.examine(route);
      return remember(JSON.stringify(route), MAX_AGE_MS, () => doctor.examine(route, only));
    },
    explain: (route, codes) =>
      remember(JSON.stringify([route, [...codes].sort()]), MAX_AGE_MS, () => doctor.explain(route, codes)),
    newRoleActsBy: (...asked) => doctor.newRoleActsBy(...asked),
  };
}
