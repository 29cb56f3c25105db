import type { SasSecrets } from '../../src/domain/ports/sasSecrets';

export interface SasSecretsUnderTest {
  secrets: SasSecrets;
  /** Of a secret that there is not. */
  uri: string;
}

const DETAILS = {
  tags: { 'managed-by': 'acr-ferry', route: 'prod' },
  startsAt: Date.parse('2026-11-29T09:45:00Z'),
  expiresAt: Date.parse('2026-12-06T09:45:00Z'),
};

/** What every SasSecrets promises. */
export function describeSasSecretsContract(name: string, setUp: () => Promise<SasSecretsUnderTest>): void {
  describe(`SasSecrets: ${name}`, () => {
    it('a secret that is not there is undefined', async () => {
      const { secrets, uri } = await setUp();
      expect(await secrets.read(uri)).toBeUndefined();
    });

    it('what is stored is read with its times and its tags, and as the version that storing answered', async () => {
      const { secrets, uri } = await setUp();
      const version = await secrets.store(uri, '?sv=1&sig=one', DETAILS);
      expect(version).toMatch(/^[0-9a-f]{32}$/);
      expect(await secrets.read(uri)).toEqual({ ...DETAILS, value: '?sv=1&sig=one', version });
    });

    it('stored again, even the same, it is another version, and the latest', async () => {
      const { secrets, uri } = await setUp();
      const first = await secrets.store(uri, '?sv=1&sig=one', DETAILS);
      const later = { ...DETAILS, tags: { other: 'tag' }, expiresAt: DETAILS.expiresAt + 1_000 };
      const second = await secrets.store(uri, '?sv=1&sig=one', later);
      expect(second).not.toBe(first);
      expect(await secrets.read(uri)).toEqual({ ...later, value: '?sv=1&sig=one', version: second });
    });
  });
}
