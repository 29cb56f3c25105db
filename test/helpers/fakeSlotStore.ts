import type { ReadSlots, SlotStore, Window } from '../../src/domain/ports/slots';
import { NO_SLOTS, type Slots } from '../../src/domain/slots/slots';

/** The slots of registries, in memory: everything goes in and out as a copy. */
export class FakeSlotStore implements SlotStore {
  private readonly documents = new Map<string, Required<ReadSlots>>();
  private versions = 0;
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};
  /** Called after each write, with what was written. */
  onWrite: (window: Window, slots: Slots) => void = () => {};

  async read(window: Window): Promise<ReadSlots> {
    return structuredClone(this.documents.get(keyOf(window)) ?? { slots: NO_SLOTS });
  }

  async write(window: Window, slots: Slots, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.documents.get(keyOf(window))?.version !== version) return false;
    this.versions += 1;
    this.documents.set(keyOf(window), { slots: structuredClone(slots), version: String(this.versions) });
    this.onWrite(window, slots);
    return true;
  }

  /** As they are now. */
  slotsOf(window: Window): Slots {
    return this.documents.get(keyOf(window))?.slots ?? NO_SLOTS;
  }

  /** All that were ever written. */
  all(): Slots[] {
    return [...this.documents.values()].map(({ slots }) => slots);
  }
}

function keyOf(window: Window): string {
  if (window.kind === 'route') return `route ${window.route}`;
  return `${window.registryId.toLowerCase()} ${window.kind}`;
}
