import { SOURCE, TARGET } from '../helpers/route';
import type { SecretFacts } from '../../src/domain/ports/secretFacts';

export interface SecretFactsUnderTest {
  facts: SecretFacts;
  /** `https://{vault}/secrets` */
  secrets: string;
  /** Puts a secret into the vault; dates in seconds since 1970. */
  put(name: string, value: string, attributes: { enabled?: boolean; exp?: number; nbf?: number }): Promise<void>;
}

/** A route that names a secret of that vault. */
const naming = (secrets: string) => ({ source: { ...SOURCE, sasSecretUri: `${secrets}/named` } });

/** What SecretFacts promise. */
export function describeSecretFactsContract(name: string, setUp: () => Promise<SecretFactsUnderTest>): void {
  describe(`SecretFacts: ${name}`, () => {
    it('tell a secret with its dates', async () => {
      const { facts, secrets, put } = await setUp();
      await put('dated', '?sv=1', { exp: 1_800_000_000, nbf: 1_700_000_000 });
      expect(await facts.look(naming(secrets), `${secrets}/dated`)).toEqual({
        ...{ state: 'there', value: '?sv=1', tags: {} },
        ...{ expires: 1_800_000_000_000, notBefore: 1_700_000_000_000 },
      });
    });

    it('tell a secret that has expired, as the vault does', async () => {
      const { facts, secrets, put } = await setUp();
      await put('expired', '?sv=1', { exp: 1_500_000_000 });
      expect(await facts.look(naming(secrets), `${secrets}/expired`)).toMatchObject({ state: 'there', value: '?sv=1' });
    });

    it('tell one that is disabled from one that is not there', async () => {
      const { facts, secrets, put } = await setUp();
      await put('disabled', '?sv=1', { enabled: false });
      const words = expect.stringMatching(/\w/);
      expect(await facts.look(naming(secrets), `${secrets}/disabled`)).toEqual({ state: 'disabled', words });
      expect(await facts.look(naming(secrets), `${secrets}/nowhere`)).toEqual({ state: 'absent', words });
    });

    it('ask nothing of a vault that only the pipeline names', async () => {
      const { facts, secrets } = await setUp();
      const routes = { source: SOURCE, target: TARGET };
      const asked = facts.look(routes, 'https://127.0.0.1:1/secrets/sas');
      await expect(asked).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
      const elsewhere = facts.look(naming(secrets), 'https://vault.elsewhere/secrets/sas');
      await expect(elsewhere).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
    });
  });
}
