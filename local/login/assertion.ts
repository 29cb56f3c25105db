import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { AppRegistration } from './appRegistration';
import { EntraError } from './entraError';

const SKEW_SECONDS = 300;

interface Jwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

/** What the check of an assertion needs to know. */
export interface AssertionContext {
  /** Addresses that a certificate's assertion may be meant for: token endpoint and issuer. */
  audiences: readonly string[];
  /** Seconds since 1970. */
  now: number;
}

/**
 * Checks what an application proves itself with: a token that one of its federated credentials trusts, or a JWT that a
 * registered certificate signed. Tokens of managed identities are told by their claims: the stack signs none.
 *
 * @throws EntraError with the code that Microsoft Entra ID answers.
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function checkAssertion(registration: AppRegistration, assertion: string, context: AssertionContext): void {
  const jwt = parse(assertion);
  if (!jwt) throw new EntraError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
  requireInTime(jwt, context.now);
  if (jwt.claims['iss'] === registration.clientId) checkCertificate(registration, jwt, context);
  else checkFederation(registration, jwt);
}

function checkFederation({ federatedCredentials }: AppRegistration, { claims }: Jwt): void {
  const { iss, sub, aud } = claims;
  if (federatedCredentials.some((each) => each.issuer === iss && each.subject === sub && each.audience === aud)) return;
  const presented = `Assertion Issuer: '${String(iss)}'. Assertion Subject: '${String(sub)}'. Assertion Audience: '${String(aud)}'.`;
  const ofIssuer = federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) {
    throw refused(700211, `No matching federated identity record found for presented assertion issuer. ${presented}`);
  }
  const [code, what] = ofIssuer.some(({ subject }) => subject === sub) ? [700212, 'audience'] : [700213, 'subject'];
  throw refused(
    code as number,
    `No matching federated identity record found for presented assertion ${what}. ${presented}`,
  );
}

function checkCertificate({ certificates, clientId }: AppRegistration, jwt: Jwt, context: AssertionContext): void {
  const { header, claims } = jwt;
  const certificate = certificates.map((pem) => new X509Certificate(pem)).find((each) => isNamed(each, header));
  if (!certificate) throw notValidated('The key was not found.');
  if (Date.parse(certificate.validTo) / 1000 < context.now) throw notValidated('The key used is expired.');
  const padding = header['alg'] === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const key = { key: certificate.publicKey, padding, ...(header['alg'] === 'PS256' && { saltLength: 32 }) };
  if (!verify('sha256', Buffer.from(jwt.signed), key, jwt.signature)) {
    throw notValidated('The key was found, but use of the key to verify the signature failed.');
  }
  if (claims['sub'] !== clientId) {
    throw refused(700021, 'Client assertion application identifier does not match the client_id parameter.');
  }
  if (!context.audiences.includes(String(claims['aud']))) {
    throw refused(700023, `Client assertion audience claim does not match. Expected ${context.audiences[0]}.`);
  }
}

/** By its thumbprint: x5t#S256 is SHA-256, x5t SHA-1, of the DER bytes. */
function isNamed({ raw }: X509Certificate, header: Record<string, unknown>): boolean {
  const thumbprint = (algorithm: string) => createHash(algorithm).update(raw).digest('base64url');
  const given = (name: string) =>
    String(header[name] ?? '')
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '');
  return given('x5t#S256') === thumbprint('sha256') || given('x5t') === thumbprint('sha1');
}

function requireInTime({ claims: { exp, nbf = 0 } }: Jwt, now: number): void {
  if (Number(exp) + SKEW_SECONDS > now && Number(nbf) - SKEW_SECONDS < now) return;
  throw refused(
    700024,
    `Client assertion is not within its valid time range. Current time: ${now}, expiry: ${Number(exp)}.`,
  );
}

function parse(assertion: string): Jwt | undefined {
  const [header = '', claims = '', signature = '', ...more] = assertion.split('.');
  if (more.length > 0) return undefined;
  try {
    const read = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
    const signed = `${header}.${claims}`;
    return { header: read(header), claims: read(claims), signed, signature: Buffer.from(signature, 'base64url') };
  } catch {
    return undefined;
  }
}

function notValidated(reason: string): EntraError {
  const message = `The certificate with identifier used to sign the client assertion is not registered on application, or is not valid. [Reason - ${reason}]`;
  return refused(700027, message);
}

function refused(code: number, message: string): EntraError {
  return new EntraError(401, 'invalid_client', code, message);
}
