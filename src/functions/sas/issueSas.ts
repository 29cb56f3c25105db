import { AccessDeniedError, FerryError, SasSecretTakenError } from '../../domain/failures/errors';
import type { Clock } from '../../domain/ports/machine';
import { isOfNetwork } from '../../domain/isOfNetwork';
import type { SasIssuer } from '../../domain/ports/sasIssuer';
import type { SasSecrets, StoredSecret } from '../../domain/ports/sasSecrets';
import { readSas } from '../../domain/sasSecret';
import { policyId } from '../../domain/sas/policyId';
import { sasFacts } from '../../domain/sas/sasFacts';
import { fromTags, toTags } from '../../domain/sas/sasTags';
import { renewalLead, sasTerms } from '../../domain/sas/sasTerms';
import { whyIssue } from '../../domain/sas/whyIssue';
import type { AppSettings } from '../../settings/appSettings';
import { createPatience } from '../pipelines/patience';
import type { SasEnd } from './sasEnds';

/** What issues SAS, beside the routes. */
export interface SasDependencies {
  settings: Pick<AppSettings, 'clockSkewMinutes' | 'polling'>;
  sasSecrets: SasSecrets;
  sasIssuer: SasIssuer;
  machine: Clock;
}

/** What became of a SAS. Times in milliseconds since 1970. */
export interface IssuedSas {
  /** `kept`: the one there is good, or another host was faster. */
  outcome: 'issued' | 'wouldIssue' | 'kept';
  /** Why there is, or would be, a new one. */
  why?: string;
  /** Of the secret, where there is one. */
  version?: string;
  rights: string;
  startsAt: number;
  expiresAt: number;
  /** Id of its stored access policy. */
  policy?: string;
}

/** A policy may take 30 s to have effect: https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy */
const POLICY_PATIENCE_MS = 45_000;
/** Of two hosts that extend a policy at once, the one with the earlier end may write last. */
const TOLERANCE_MS = 60_000;

/**
 * Puts a new SAS into the secret of an end, where the one there is not what it should be, or ends too soon. The former one stays valid
 * until its own end: who has read it goes on. The one there is tried, and so is a new one before it is stored. Whoever is second, or goes
 * on after a cut, finds what is there: a good SAS that another host has stored meanwhile is kept.
 *
 * @param how.renew  whether a new one is issued although the one there is good
 *
 * Errors: SasSecretTakenError; AccountKeyMalformedError, PoliciesFullError, SecretUnwritableError, those of the vault and of storage.
 */
export async function issueSas(
  { settings, sasSecrets, sasIssuer, machine }: SasDependencies,
  at: SasEnd,
  how: { dryRun: boolean; renew: boolean },
): Promise<IssuedSas> {
  const { end, secretUri, wanted } = at;
  const now = machine.now();
  const lead = renewalLead(at.settings, settings.polling.deadlineMinutes);
  const terms = sasTerms(wanted.rights, at.settings, { now, clockSkewMinutes: settings.clockSkewMinutes });
  const before = await sasSecrets.read(secretUri);
  if (before) requireSas(before);
  const policy = await livingPolicy(before);
  const gone = 'The stored access policy of the SAS there is gone, or was changed.';
  const reason =
    whyIssue(before, wanted, now, lead) ??
    (policy === 'gone' ? gone : undefined) ??
    (before && (await whyDead(before)));
  if (before && reason === undefined && !how.renew) return kept(before);
  const why = reason ?? 'A new one was asked for.';
  if (how.dryRun) return { outcome: 'wouldIssue', why, ...terms };

  const signed = await sign();
  await prove(signed.sas);
  const meanwhile = await sasSecrets.read(secretUri);
  const isOvertaken = meanwhile !== undefined && meanwhile.version !== before?.version;
  if (isOvertaken && whyIssue(meanwhile, wanted, machine.now(), lead) === undefined) return kept(meanwhile);
  if (isOvertaken) requireSas(meanwhile);
  const { startsAt } = terms;
  const own = signed.policy === undefined ? {} : { policy: signed.policy };
  const tags = toTags({ route: at.route, ...wanted, ...own });
  const { expiresAt } = signed;
  const version = await sasSecrets.store(secretUri, `?${signed.sas}`, { tags, startsAt, expiresAt });
  return { outcome: 'issued', why, version, rights: wanted.rights, startsAt, expiresAt, ...own };

  function requireSas(secret: StoredSecret): void {
    if (secret.value === '') return;
    const { isSas, problem } = sasFacts(secret, use());
    if (!isSas) throw new SasSecretTakenError(secretUri, `what it holds ${problem}`);
  }

  function use() {
    return { now, need: wanted.rights, containerUri: wanted.containerUri };
  }

  /** The policy of the SAS that is there, as far as the next one may go by it. */
  async function livingPolicy(secret: StoredSecret | undefined): Promise<string | 'gone' | undefined> {
    if (at.settings.by !== 'storedAccessPolicy' || !secret) return undefined;
    const { policy: id, rights } = fromTags(secret.tags) ?? {};
    if (id === undefined || rights !== wanted.rights) return undefined;
    const found = await sasIssuer.findPolicy(end, at.settings.accountKeySecretUri, id);
    const { expiresAt = 0 } = found ?? {};
    const isWhole = found?.rights === wanted.rights && expiresAt + TOLERANCE_MS >= (secret.expiresAt ?? 0);
    return isWhole ? id : 'gone';
  }

  async function sign(): Promise<{ sas: string; expiresAt: number; policy?: string }> {
    if (at.settings.by === 'userDelegation')
      return { sas: await sasIssuer.delegate(end, terms), expiresAt: terms.expiresAt };
    const isReused = policy !== undefined && policy !== 'gone' && !how.renew;
    const replaced = { secretUri, replaced: before?.version, rights: wanted.rights, now };
    const id = isReused ? policy : policyId(wanted.end, replaced);
    return { ...(await sasIssuer.signByPolicy(end, at.settings.accountKeySecretUri, id, terms)), policy: id };
  }

  /**
   * A SAS whose account key was rotated, or whose delegation keys were revoked, looks as good as before. A firewall refuses the next one,
   * too: then nothing is replaced.
   */
  async function whyDead({ value }: StoredSecret): Promise<string | undefined> {
    const reading = readSas(value, use());
    if ('problem' in reading) return undefined;
    try {
      await sasIssuer.prove(end, reading.sas);
      return undefined;
    } catch (error) {
      if (error instanceof AccessDeniedError) return 'Storage refuses the SAS there.';
      if (error instanceof FerryError && error.transient) return undefined;
      throw error;
    }
  }

  /** One that the service does not take would stop every run that reads it. */
  async function prove(sas: string): Promise<void> {
    const patience = createPatience(machine, at.settings.by === 'storedAccessPolicy' ? POLICY_PATIENCE_MS : 0);
    for (;;) {
      try {
        return await sasIssuer.prove(end, sas);
      } catch (error) {
        // A firewall does not open by waiting.
        const mayPass = error instanceof AccessDeniedError && !isOfNetwork(error);
        if (!mayPass || !(await patience.wait())) throw error;
      }
    }
  }

  function kept(secret: StoredSecret): IssuedSas {
    const { startsAt = 0, expiresAt = 0, policy: id } = sasFacts(secret, use());
    const { version } = secret;
    return {
      outcome: 'kept',
      ...{ version, rights: wanted.rights, startsAt, expiresAt },
      ...(id !== undefined && { policy: id }),
    };
  }
}
