import type { StateSchema } from '../../src/domain/stateSchema/stateSchema';
import type { StateLayout, StateSchemas } from '../../src/domain/ports/stateSchemas';

/** What a container says of its layout, in memory: everything goes in and out as a copy. */
export class FakeStateSchemas implements StateSchemas, StateLayout {
  known = 1;
  private document: { schema: StateSchema; version: string } | undefined;
  private versions = 0;
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};

  async read(): Promise<{ schema: StateSchema; version: string } | undefined> {
    return structuredClone(this.document);
  }

  async write(schema: StateSchema, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.document?.version !== version) return false;
    this.versions += 1;
    this.document = { schema: structuredClone(schema), version: String(this.versions) };
    return true;
  }
}
