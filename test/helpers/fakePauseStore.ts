import { NO_PAUSES, type Pauses } from '../../src/domain/pause/pauses';
import type { PauseStore } from '../../src/domain/ports/pauseStore';

/** The pauses of all routes, in memory: everything goes in and out as a copy. */
export class FakePauseStore implements PauseStore {
  private document: { pauses: Pauses; version?: string } = { pauses: NO_PAUSES };
  private versions = 0;
  /** Called before a read is answered. */
  beforeRead: () => Promise<void> = async () => {};
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};

  async read(): Promise<{ pauses: Pauses; version?: string }> {
    await this.beforeRead();
    return structuredClone(this.document);
  }

  async write(pauses: Pauses, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.document.version !== version) return false;
    this.versions += 1;
    this.document = { pauses: structuredClone(pauses), version: String(this.versions) };
    return true;
  }
}
