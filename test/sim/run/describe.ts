import type { Day } from '../day/day';
import { drawDay } from '../day/drawDay';
import { shrink, without } from '../day/shrink';
import { judge, type Judged } from '../judge';
import type { Mutation } from '../app/appLife';

/** Days that are tried to make a failing one smaller. */
const MOST_TRIES = 300;

/** What was found on a day, for whoever reads it: its seed and its faults first. */
export function describe({ day, findings }: Pick<Judged, 'day' | 'findings'>): string {
  const faults = day.faults.map((fault, place) => `  ${place}: ${JSON.stringify(fault)}`);
  return [`Seed ${day.seed}, faults:`, ...faults, 'Findings:', ...findings.map((finding) => `- ${finding}`)].join('\n');
}

/** The same of the smallest day found that fails in the same way, and the command that replays it. */
export async function describeShrunk(judged: Judged, mutate?: Mutation): Promise<string> {
  const names = new Set(judged.findings.map(nameOf));
  let tries = 0;
  const smallest = await shrink(judged.day, async (day) => {
    tries += 1;
    if (tries > MOST_TRIES) return false;
    return (await judge(day, mutate)).findings.some((finding) => names.has(nameOf(finding)));
  });
  const { findings } = await judge(smallest, mutate);
  const shown = describe({ day: smallest, findings }).replace(/^Seed/, 'Cut down: seed');
  return `${shown}\nReplay: ${replayOf(smallest)}`;
}

/** The invariant that a finding breaks. */
function nameOf(finding: string): string {
  return finding.slice(0, finding.indexOf(':'));
}

/** The command that lives through a day again. */
function replayOf(day: Day): string {
  const drawn = drawDay(day.seed);
  const kept = new Set(day.faults.map((fault) => JSON.stringify(fault)));
  const left = new Set([...drawn.faults.keys()].filter((place) => !kept.has(JSON.stringify(drawn.faults[place]))));
  const isDrawn = JSON.stringify(without(drawn, left)) === JSON.stringify(day);
  if (!isDrawn) return `npm run sim -- --day '${JSON.stringify(day)}'`;
  const places = left.size > 0 ? ` --without ${[...left].join()}` : '';
  return `npm run sim -- --seed ${day.seed}${places}`;
}
