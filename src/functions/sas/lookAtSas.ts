import { primaryAddress } from '../../domain/primaryAddress';
import { sasFacts, type SasFacts } from '../../domain/sas/sasFacts';
import { sasRights } from '../../domain/sas/sasRights';
import { fromTags } from '../../domain/sas/sasTags';
import { renewalLead } from '../../domain/sas/sasTerms';
import type { NamedEnd } from '../runs/endsOf';
import type { SasDependencies } from './issueSas';
import { sasEndOf, type NamedSecret } from './sasEnds';

/** What a secret with a SAS holds, as far as anybody may see it. */
export interface SasLook {
  version: string;
  /** Whether the app made it, and renews it. */
  managed: boolean;
  facts: SasFacts;
  /** When the app renews it, in milliseconds since 1970. */
  renewsAt?: number;
}

/** Undefined where there is no such secret. Errors: those of reading it. */
export async function lookAtSas(
  { settings, sasSecrets, machine }: Pick<SasDependencies, 'settings' | 'sasSecrets' | 'machine'>,
  route: string,
  at: NamedEnd,
  { secretUri, usedBy }: NamedSecret,
): Promise<SasLook | undefined> {
  const secret = await sasSecrets.read(secretUri);
  if (!secret) return undefined;
  const isOfPipeline = usedBy.includes('pipeline');
  const own = isOfPipeline ? sasEndOf(route, at) : undefined;
  const need = isOfPipeline ? sasRights(at.name, at.end.pipelineSettings?.options ?? []) : 'r';
  const containerUri = primaryAddress(at.end.containerUri);
  const facts = sasFacts(secret, { now: machine.now(), need, containerUri });
  const { version } = secret;
  if (!own || !fromTags(secret.tags)) return { version, managed: false, facts };
  const lead = renewalLead(own.settings, settings.polling.deadlineMinutes);
  const renewal = facts.expiresAt === undefined ? {} : { renewsAt: facts.expiresAt - lead };
  return { version, managed: true, facts, ...renewal };
}
