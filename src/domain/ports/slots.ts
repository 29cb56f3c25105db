import type { Slots } from '../slots/slots';

/** The pipeline runs of one kind at one registry: they share slots. */
export interface RunWindow {
  /** Azure resource id; letter case does not matter. */
  registryId: string;
  kind: 'export' | 'import';
}

/** The transfers of one route that takes one at a time: each is a run, with its own id as its name. */
export interface RouteWindow {
  route: string;
  kind: 'route';
}

/** What shares slots. */
export type Window = RunWindow | RouteWindow;

/** Slots as they were read. */
export interface ReadSlots {
  slots: Slots;
  /** Tells this reading from every other one; absent where none were ever written. */
  version?: string;
}

/** Who may run what at the registries and on the routes, in the app's own store: it is shared by all hosts, and outlives them and the task hub. */
export interface SlotStore {
  read(window: Window): Promise<ReadSlots>;
  /**
   * Writes slots in place of those that were read.
   *
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(window: Window, slots: Slots, version: string | undefined): Promise<boolean>;
}
