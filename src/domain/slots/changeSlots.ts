import { insist, type Insisting } from '../insist';
import type { SlotStore, Window } from '../ports/slots';
import type { Slots } from './slots';

/** The store may hang for one: the others do not wait for that. */
const LONGEST_IN_LINE_MS = 5_000;

/** The last change of each window that this process has begun, by what it is called. */
const lines = new WeakMap<SlotStore, Map<string, Promise<unknown>>>();

/** Where slots are kept, and what it takes to try again when somebody else was faster. */
export interface SlotChanging {
  slots: SlotStore;
  machine: Insisting;
}

/** Slots before a change and after it. */
export interface ChangedSlots {
  before: Slots;
  after: Slots;
}

/**
 * Changes the slots of a window: reads, changes, writes over what was read, and begins again when somebody else was faster.
 * Changes of one process go one after another, because they would only be in each other's way.
 *
 * Errors: ServiceUnavailableError when somebody else is faster again and again, and those of the app's own store.
 *
 * @param rewrite  whether to write also what stays the same: an earlier write that is still under way then comes too late
 */
export async function changeSlots(
  deps: SlotChanging,
  window: Window,
  change: (slots: Slots) => Slots,
  { rewrite = false } = {},
): Promise<ChangedSlots> {
  const line = lines.get(deps.slots) ?? new Map<string, Promise<unknown>>();
  lines.set(deps.slots, line);
  const name = describe(window);
  const changed = waitFor(deps, line.get(name)).then(() => changeAgainst(deps, window, change, rewrite));
  const ended = changed.catch(() => undefined);
  line.set(name, ended);
  try {
    return await changed;
  } finally {
    if (line.get(name) === ended) line.delete(name);
  }
}

async function waitFor({ machine }: SlotChanging, before: Promise<unknown> | undefined): Promise<void> {
  if (!before) return;
  const over = new AbortController();
  await Promise.race([before, machine.wait(LONGEST_IN_LINE_MS, over.signal)]);
  over.abort();
}

/** The same against other processes. */
async function changeAgainst(
  { slots, machine }: SlotChanging,
  window: Window,
  change: (slots: Slots) => Slots,
  rewrite: boolean,
): Promise<ChangedSlots> {
  let isFirst = true;
  const attempt = async () => {
    const { slots: before, version } = await slots.read(window);
    const after = change(before);
    // Whoever was faster has written too.
    const mustWrite = (rewrite && isFirst) || JSON.stringify(after) !== JSON.stringify(before);
    isFirst = false;
    return !mustWrite || (await slots.write(window, after, version)) ? { value: { before, after } } : undefined;
  };
  return insist(machine, `change the ${describe(window)}`, attempt, 'them');
}

function describe(window: Window): string {
  return window.kind === 'route'
    ? `turns of the route ${window.route}`
    : `${window.kind} slots of ${window.registryId}`;
}
