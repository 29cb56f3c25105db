import { FerryError, SignInRefusedError } from '../../domain/failures/errors';
import type { AppRegistrationReference, CloudProfile } from '../../domain/route';
import { verdictOf } from '../../domain/weather';
import { identityAnswerIn } from './identityAnswer';

interface Remedy {
  codes: readonly string[];
  say: (reference: AppRegistrationReference, cloud: CloudProfile) => string;
}

/**
 * What mends what Microsoft Entra ID refuses. Sources: https://learn.microsoft.com/entra/identity-platform/reference-error-codes,
 * and for federation https://learn.microsoft.com/azure/devops/pipelines/release/troubleshoot-workload-identity.
 */
const REMEDIES: readonly Remedy[] = [
  {
    codes: ['AADSTS70021', 'AADSTS700211', 'AADSTS700212', 'AADSTS700213'],
    say: ({ clientId, tenantId }, { federationAudience }) =>
      `Give the application a federated credential whose issuer, subject and audience are those that the message names: az ad app federated-credential create --id ${clientId}, signed in to the tenant ${tenantId}. The subject is the object id of the managed identity, the audience ${federationAudience}. It takes effect after some minutes.`,
  },
  {
    codes: ['AADSTS700027'],
    say: ({ clientId, tenantId }) =>
      `Register the public part of the certificate that the vault holds: az ad app credential reset --id ${clientId} --cert @public.pem --append, signed in to the tenant ${tenantId}. Where the message says that it has expired, renew it in the vault first.`,
  },
  {
    codes: ['AADSTS7000215', 'AADSTS7000222'],
    say: ({ clientId, tenantId }) =>
      `Make a new client secret (az ad app credential reset --id ${clientId} --append, signed in to the tenant ${tenantId}) and put its value, not its id, into the key vault secret that secretUri names.`,
  },
  {
    codes: ['AADSTS700016', 'AADSTS90002', 'AADSTS7000229'],
    say: ({ name }) =>
      `Check tenantId and clientId of credentials.${name} in the routes file, and that the application has a service principal in that tenant (az ad sp create --id).`,
  },
];

/**
 * The error of a sign-in that gave no token; what may pass by itself, and what no rule knows, stays as it was thrown.
 *
 * @param unsent why the last request got no answer, or none could be sent, which MSAL does not tell
 */
export function signInFailure(
  error: unknown,
  unsent: unknown,
  reference: AppRegistrationReference,
  cloud: CloudProfile,
): unknown {
  if (error instanceof FerryError) return error;
  const answer = identityAnswerIn(error);
  const { code = '' } = answer ?? {};
  if (answer && code.startsWith('AADSTS') && verdictOf({ status: answer.status, code }) === 'denied') {
    const remedy = REMEDIES.find(({ codes }) => codes.includes(code));
    const say =
      remedy?.say(reference, cloud) ??
      `Correct what the message names: in the tenant ${reference.tenantId}, or in credentials.${reference.name} of the routes file.`;
    const [, correlationId] = /Correlation ID: ([0-9a-f-]{36})/i.exec((error as Error).message) ?? [];
    return new SignInRefusedError(reference, { words: answer.message, correlationId, cause: error }, say);
  }
  return unsent ?? error;
}
