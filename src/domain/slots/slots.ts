/** A pipeline run that wants a slot of its registry. */
export interface SlotClaim {
  /** Name of the run. */
  run: string;
  /** Id of the orchestration that starts and follows it. */
  instance: string;
  /** How many runs of the kind may be at work at once, by the settings of its transfer. */
  limit: number;
}

/** A claim that holds a slot, or waits for one. */
export interface SlotPlace extends SlotClaim {
  /** When it began to hold or to wait. ISO 8601. */
  since: string;
  /** Since when its orchestration is not seen running; absent while it is. ISO 8601. */
  missedSince?: string;
}

/** The slots of one registry for one kind of pipeline runs. */
export interface Slots {
  holders: readonly SlotPlace[];
  /** In the order in which they came. */
  waiters: readonly SlotPlace[];
}

export const NO_SLOTS: Slots = { holders: [], waiters: [] };

/** What the task hub shows may lag: only who is not seen running again after as long is believed to be gone. */
export const BELIEVED_GONE_SECONDS = 60;

/**
 * A run asks for a slot: it gets a free one when it is its turn, else it waits at the end of the line. Asked again, it keeps
 * its place; so does an orchestration that goes on with the run of an earlier one.
 *
 * @param now     ISO 8601
 * @param beyond  for a run that is at work already: it gets a slot though none is free
 */
export function take(slots: Slots, claim: SlotClaim, now: string, { beyond = false } = {}): Slots {
  const { run, instance, limit } = claim;
  const again = (place: SlotPlace): SlotPlace =>
    place.run === run ? { run, instance, limit, since: place.since } : place;
  const known = { holders: slots.holders.map(again), waiters: slots.waiters.map(again) };
  if (holds(slots, run)) return handOn(known, now);
  const place = { run, instance, limit, since: now };
  if (beyond) return { holders: [...known.holders, place], waiters: known.waiters.filter(isNot(run)) };
  return handOn(waits(slots, run) ? known : { ...known, waiters: [...known.waiters, place] }, now);
}

/**
 * A run gives its slot back, or waits no longer: its place goes to the next. One that another orchestration has taken over stays.
 *
 * @param instance  absent where it does not matter which orchestration took it
 */
export function release(
  slots: Slots,
  { run, instance }: Pick<SlotPlace, 'run'> & { instance?: string },
  now: string,
): Slots {
  const others = (place: SlotPlace): boolean =>
    place.run !== run || (instance !== undefined && place.instance !== instance);
  return handOn({ holders: slots.holders.filter(others), waiters: slots.waiters.filter(others) }, now);
}

/**
 * What a look at the orchestrations showed: who is not seen running, look after look, loses its place.
 *
 * @param isRunning  by the ids of those that were looked for
 */
export function dropDead(slots: Slots, isRunning: ReadonlyMap<string, boolean>, now: string): Slots {
  const looked = (place: SlotPlace): SlotPlace[] => {
    const { missedSince = now, ...seen } = place;
    const running = isRunning.get(place.instance);
    if (running === undefined) return [place];
    if (running) return [seen];
    const gone = Date.parse(now) - Date.parse(missedSince) >= BELIEVED_GONE_SECONDS * 1000;
    return gone ? [] : [{ ...seen, missedSince }];
  };
  return handOn({ holders: slots.holders.flatMap(looked), waiters: slots.waiters.flatMap(looked) }, now);
}

export function holds({ holders }: Slots, run: string): boolean {
  return holders.some((place) => place.run === run);
}

export function waits({ waiters }: Slots, run: string): boolean {
  return waiters.some((place) => place.run === run);
}

/** Who holds a slot after a change, and did not before. */
export function handedOver(before: Slots, after: Slots): SlotPlace[] {
  return after.holders.filter(({ run }) => !holds(before, run));
}

/** Free slots go to those who wait, in their order; whoever is not seen running is passed over until it asks again. */
function handOn({ holders, waiters }: Slots, now: string): Slots {
  const next = waiters.find(({ missedSince }) => missedSince === undefined);
  if (!next || holders.length >= next.limit) return { holders, waiters };
  return handOn({ holders: [...holders, { ...next, since: now }], waiters: waiters.filter(isNot(next.run)) }, now);
}

function isNot(run: string): (place: SlotPlace) => boolean {
  return (place) => place.run !== run;
}
