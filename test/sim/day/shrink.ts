import type { Day, Fault } from './day';

/** The day without some of its faults, by their places in the list. */
export function without(day: Day, places: ReadonlySet<number>): Day {
  return { ...day, faults: day.faults.filter((_, place) => !places.has(place)) };
}

/**
 * The smallest day found that still fails: faults are left out one by one, then transfers, then numbers are halved.
 *
 * @param fails  whether a day fails in the same way
 */
export async function shrink(day: Day, fails: (day: Day) => Promise<boolean>): Promise<Day> {
  let smallest = day;
  for (let simpler = await simplerThan(smallest, fails); simpler; simpler = await simplerThan(smallest, fails)) {
    smallest = simpler;
  }
  return smallest;
}

async function simplerThan(day: Day, fails: (day: Day) => Promise<boolean>): Promise<Day | undefined> {
  for (const candidate of candidatesFor(day)) if (await fails(candidate)) return candidate;
  return undefined;
}

/** Days that are a little simpler. */
function* candidatesFor(day: Day): Generator<Day> {
  for (const place of day.faults.keys()) yield without(day, new Set([place]));
  if (day.transfers.length > 1 && !day.faults.some(concernsLast(day))) {
    yield { ...day, transfers: day.transfers.slice(0, -1) };
  }
  const { drainer: _drainer, ...undrained } = day;
  if (day.drainer) yield undrained;
  for (const artifacts of halvesOfList(day.selected?.artifacts ?? [])) {
    const keeps = (artifact: string): boolean => artifacts.includes(artifact);
    const { signed = [], attested = [] } = day.selected ?? {};
    yield { ...day, selected: { artifacts, signed: signed.filter(keeps), attested: attested.filter(keeps) } };
  }
  for (const [index, asked] of day.transfers.entries()) {
    if (asked.callers > 1) yield withTransfer(day, index, { ...asked, callers: 1 });
    if (asked.artifacts.length > 1) yield withTransfer(day, index, { ...asked, artifacts: asked.artifacts.slice(1) });
  }
  for (const [place, fault] of day.faults.entries()) {
    for (const halved of halvesOf(fault)) yield { ...day, faults: day.faults.with(place, halved) };
  }
}

function concernsLast({ transfers }: Day): (fault: Fault) => boolean {
  return (fault) => 'transfer' in fault && fault.transfer === transfers.length - 1;
}

function withTransfer(day: Day, index: number, asked: Day['transfers'][number]): Day {
  return { ...day, transfers: day.transfers.with(index, asked) };
}

/** Numbers that say how bad a fault is; when it comes is left as it is. */
const SIZES = ['seconds', 'downSeconds', 'retryAfterSeconds', 'lateSeconds', 'times'] as const;

function* halvesOf(fault: Fault): Generator<Fault> {
  for (const size of SIZES) {
    const value = (fault as Partial<Record<(typeof SIZES)[number], number>>)[size];
    if (value !== undefined && value > 1) yield { ...fault, [size]: Math.floor(value / 2) } as Fault;
  }
}

function halvesOfList<T>(all: T[]): T[][] {
  const middle = Math.floor(all.length / 2);
  return all.length < 2 ? [] : [all.slice(0, middle), all.slice(middle)];
}
