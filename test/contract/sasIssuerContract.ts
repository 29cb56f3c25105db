import { AccessDeniedError, AccountKeyMalformedError, PoliciesFullError } from '../../src/domain/failures/errors';
import type { SasIssuer, StoredPolicy } from '../../src/domain/ports/sasIssuer';
import type { RouteEnd } from '../../src/domain/route';
import type { SasTerms } from '../../src/domain/sas/sasTerms';

export interface SasIssuerUnderTest {
  issuer: SasIssuer;
  /** Its container has no policies. */
  end: RouteEnd;
  /** Secrets that hold the account key, and something else. */
  key: string;
  noKey: string;
  policies(): Promise<StoredPolicy[]>;
  setPolicies(policies: readonly StoredPolicy[]): Promise<void>;
}

const DAY_MS = 86_400_000;
const OWN = 'acrferry-export-1';

function terms(days: number): SasTerms {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return { rights: 'rawl', startsAt: now - 900_000, expiresAt: now + days * DAY_MS };
}

/** What every SasIssuer promises. */
export function describeSasIssuerContract(name: string, setUp: () => Promise<SasIssuerUnderTest>): void {
  describe(`SasIssuer: ${name}`, () => {
    it('by user delegation: of the container, https only, with the rights and the times, and it is taken', async () => {
      const { issuer, end } = await setUp();
      const wanted = terms(6);
      const sas = await issuer.delegate(end, wanted);
      const said = new URLSearchParams(sas);
      expect(Object.fromEntries(said)).toMatchObject({ spr: 'https', sr: 'c', sp: 'rawl' });
      expect([said.get('st'), said.get('se')].map((text) => Date.parse(text ?? ''))).toEqual([
        ...[wanted.startsAt, wanted.expiresAt],
      ]);
      expect([said.has('skoid'), said.has('sig'), sas.startsWith('?')]).toEqual([true, true, false]);
      await issuer.prove(end, sas);
    });

    it('by policy: the SAS names it, has neither rights nor times, and is taken', async () => {
      const { issuer, end, key, policies } = await setUp();
      const wanted = terms(30);
      const { sas, expiresAt } = await issuer.signByPolicy(end, key, OWN, wanted);
      const said = new URLSearchParams(sas);
      expect(Object.fromEntries(said)).toMatchObject({ spr: 'https', sr: 'c', si: OWN });
      expect(['sp', 'st', 'se'].filter((field) => said.has(field))).toEqual([]);
      expect(expiresAt).toBe(wanted.expiresAt);
      const policy = { id: OWN, rights: 'rawl', expiresAt };
      expect(await policies()).toEqual([policy]);
      expect(await issuer.findPolicy(end, key, OWN)).toEqual(policy);
      expect(await issuer.findPolicy(end, key, 'acrferry-export-2')).toBeUndefined();
      await issuer.prove(end, sas);
    });

    it('a policy lasts longer when it is asked for again, and is never shortened; its rights stay', async () => {
      const { issuer, end, key, policies } = await setUp();
      await issuer.signByPolicy(end, key, OWN, terms(30));
      const longer = terms(60);
      expect((await issuer.signByPolicy(end, key, OWN, longer)).expiresAt).toBe(longer.expiresAt);
      const shorter = { ...terms(1), rights: 'rl' };
      expect((await issuer.signByPolicy(end, key, OWN, shorter)).expiresAt).toBe(longer.expiresAt);
      expect(await policies()).toEqual([{ id: OWN, rights: 'rawl', expiresAt: longer.expiresAt }]);
    });

    it('policies of others stay as they are, those of the app that have expired go, and the sixth is refused', async () => {
      const { issuer, end, key, policies, setPolicies } = await setUp();
      const past = terms(-1).expiresAt;
      const others = ['a', 'b'].map((id) => ({ id, rights: 'r', expiresAt: past }));
      const living = ['acrferry-import-1', 'acrferry-import-2'].map((id) => ({
        ...{ id, rights: 'rl', expiresAt: terms(1).expiresAt },
      }));
      await setPolicies([...others, ...living, { id: 'acrferry-import-0', rights: 'rl', expiresAt: past }]);
      const { expiresAt } = await issuer.signByPolicy(end, key, OWN, terms(30));
      expect(await policies()).toEqual([...others, ...living, { id: OWN, rights: 'rawl', expiresAt }]);
      const sixth = issuer.signByPolicy(end, key, 'acrferry-export-2', terms(30));
      await expect(sixth).rejects.toBeInstanceOf(PoliciesFullError);
      expect(await policies()).toHaveLength(5);
      await issuer.signByPolicy(end, key, OWN, terms(60));
    });

    it('a SAS that has expired is refused, and so is one whose policy is gone or over', async () => {
      const { issuer, end, key, setPolicies } = await setUp();
      const refused = (sas: string) => expect(issuer.prove(end, sas)).rejects.toBeInstanceOf(AccessDeniedError);
      const now = terms(0);
      const past = { ...now, startsAt: now.startsAt - DAY_MS, expiresAt: now.expiresAt - 60_000 };
      await refused(await issuer.delegate(end, past));
      const { sas } = await issuer.signByPolicy(end, key, OWN, terms(30));
      await issuer.prove(end, sas);
      await setPolicies([{ id: OWN, rights: 'rawl', expiresAt: past.expiresAt }]);
      await refused(sas);
      await setPolicies([]);
      await refused(sas);
    });

    it('a secret without an account key is told, and not shown', async () => {
      const { issuer, end, noKey } = await setUp();
      const error: Error = await issuer.signByPolicy(end, noKey, OWN, terms(30)).then(
        () => new Error('It signed.'),
        (thrown: Error) => thrown,
      );
      expect(error).toBeInstanceOf(AccountKeyMalformedError);
      expect(error.message).toContain(`${noKey} has to hold the key of a storage account, but it is a SAS`);
      expect(error.message).not.toContain('sig=');
    });
  });
}
