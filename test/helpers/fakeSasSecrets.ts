import type { SasSecrets, SecretDetails, StoredSecret } from '../../src/domain/ports/sasSecrets';

/** Secrets with a SAS, in memory. */
export class FakeSasSecrets implements SasSecrets {
  /** All versions, oldest first. */
  readonly versions = new Map<string, StoredSecret[]>();
  /** Called before each read and each write: throw to let it fail, or change what is kept. */
  beforeRead: (secretUri: string) => Promise<void> = async () => {};
  beforeStore: (secretUri: string) => Promise<void> = async () => {};

  async read(secretUri: string): Promise<StoredSecret | undefined> {
    await this.beforeRead(secretUri);
    return structuredClone(this.versions.get(secretUri)?.at(-1));
  }

  async store(secretUri: string, value: string, details: SecretDetails): Promise<string> {
    await this.beforeStore(secretUri);
    return this.put(secretUri, value, structuredClone(details));
  }

  /** As somebody else does. */
  put(secretUri: string, value: string, details: Partial<SecretDetails> = {}): string {
    const before = this.versions.get(secretUri) ?? [];
    const version = String(before.length + 1).padStart(32, '0');
    this.versions.set(secretUri, [...before, { tags: {}, ...details, value, version }]);
    return version;
  }

  latest(secretUri: string): StoredSecret {
    const found = this.versions.get(secretUri)?.at(-1);
    if (!found) throw new Error(`There is no ${secretUri}.`);
    return found;
  }
}
