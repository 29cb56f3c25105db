import type { Finding } from '../domain/doctor/finding';
import type { Doctor } from '../domain/ports/doctor';
import type { Clock } from '../domain/ports/machine';

/** Many transfers may begin at once, and Resource Manager answers some ten reads a second. */
const MAX_AGE_MS = 5 * 60_000;

/** A doctor that takes the cheap look at a route once in five minutes, however often it is asked for. */
export function rememberCheap(doctor: Doctor, machine: Pick<Clock, 'now'>): Doctor {
  const known = new Map<string, { route: string; at: number; findings: Promise<Finding[]> }>();
  return {
    ...doctor,
    examine(route, only) {
      if (only !== 'cheap') return doctor.examine(route);
      const asked = JSON.stringify(route);
      const last = known.get(route.name);
      if (last?.route === asked && machine.now() - last.at < MAX_AGE_MS) return last.findings;
      const findings = doctor.examine(route, 'cheap');
      known.set(route.name, { route: asked, at: machine.now(), findings });
      return findings;
    },
  };
}
