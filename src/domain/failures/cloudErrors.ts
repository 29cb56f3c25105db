import type { AppRegistrationReference } from '../route';
import { FerryError } from './ferryError';
import type { ServiceWords } from './serviceErrors';

/** A service leads to an address that nothing in the settings names; nothing was sent there. */
export class EndpointNotAllowedError extends FerryError {
  readonly code = 'endpoint_not_allowed';
  /**
   * @param service who led there, as the beginning of a sentence
   * @param origin  where to, as `https://host:port`; undefined where it is no address at all
   * @param rule    what names the addresses that are allowed, and the first of them; what mends it where that is not the usual
   */
  constructor(
    service: string,
    origin: string | undefined,
    rule: { namedBy: string; expected: string; remedy?: string },
  ) {
    const place = origin ?? 'something that is no address';
    super(
      `${service} leads to ${place}, but ${rule.namedBy} is ${rule.expected}. Nothing was sent there.`,
      rule.remedy ??
        `Find out who answers at ${rule.expected}. Where the other address is right, ${rule.namedBy} has to name it.`,
    );
  }
}

/** The certificates that a cloud profile adds to the system's cannot be used. */
export class CertificateAuthorityUnusableError extends FerryError {
  readonly code = 'certificate_authority_unusable';
  override readonly mayPassSoon = true;
  /** @param problem what is wrong with the file, as the end of a sentence */
  constructor(cloud: string, problem: string) {
    super(
      `The file that clouds.${cloud}.certificateAuthority names cannot be used: ${problem}.`,
      'Deploy the certificates of the authority there as PEM. The path begins in the folder of the routes file.',
    );
  }
}

/** A secret that should hold a certificate with its private key as PEM holds something else. */
export class CertificateMalformedError extends FerryError {
  readonly code = 'certificate_malformed';
  override readonly mayPassSoon = true;
  /** @param problem what the secret holds, as the end of a sentence, without repeating it */
  constructor(secretUri: string, problem: string) {
    super(
      `The secret ${secretUri} has to hold a certificate and its private key as PEM, but it ${problem}.`,
      'Create the certificate in the vault with the content type application/x-pem-file and an exportable RSA key (az keyvault certificate create --policy), and register its public part with the app registration.',
    );
  }
}

/** Microsoft Entra ID gave an app registration no token. */
export class SignInRefusedError extends FerryError {
  readonly code = 'sign_in_refused';
  override readonly mayPassSoon = true;
  /** @param remedy  what mends the cause, as whole sentences */
  constructor({ name, clientId, tenantId }: AppRegistrationReference, said: ServiceWords, remedy: string) {
    super(
      `The credential "${name}" could not sign in as the application ${clientId} of the tenant ${tenantId}: ${said.words}`,
      remedy,
      said,
    );
  }
}
