import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { expecting } from '../../src/domain/validation/expectation';
import { nonEmptyText, strictObject, text } from '../../src/domain/validation/fields';
import { parseBody } from '../admin/adminInputError';

/** An application of one tenant of the emulated authority. Holds nothing secret. */
export interface AppRegistration {
  tenantId: string;
  clientId: string;
  /** Object id of its service principal, which its tokens name. */
  principalId: string;
  /** SHA-256 of the client secret, in hexadecimal digits. */
  secretHash?: string;
  /** ISO 8601. */
  secretExpires?: string;
  /** Public certificates, as PEM. */
  certificates: readonly string[];
  federatedCredentials: readonly FederatedCredential[];
}

/** Whose tokens the application trusts. */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
}

const guid = () => text(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'a GUID');
const pem = () => expecting(z.string().refine(isCertificate), { expected: 'a certificate as PEM' });
const schema = strictObject({
  tenantId: guid(),
  clientId: guid(),
  principalId: guid(),
  secret: nonEmptyText('the client secret').exactOptional(),
  secretExpires: expecting(z.iso.datetime(), { expected: 'a time like 2027-01-31T12:00:00Z' }).exactOptional(),
  certificates: z.array(pem()).exactOptional(),
  federatedCredentials: z
    .array(
      strictObject({
        issuer: nonEmptyText('the issuer of the tokens'),
        subject: nonEmptyText('the object id of a managed identity'),
        audience: nonEmptyText('the audience of the tokens'),
      }),
    )
    .exactOptional(),
});

/** @throws AdminInputError listing every mistake. */
export function parseAppRegistration(input: unknown): AppRegistration {
  const { secret, certificates = [], federatedCredentials = [], ...rest } = parseBody(schema, input);
  const secretHash = secret === undefined ? {} : { secretHash: hashOf(secret) };
  return { ...rest, ...secretHash, certificates, federatedCredentials };
}

export function isSecretOf({ secretHash }: AppRegistration, secret: string): boolean {
  return secretHash !== undefined && timingSafeEqual(Buffer.from(secretHash), Buffer.from(hashOf(secret)));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isCertificate(value: string): boolean {
  try {
    return new X509Certificate(value).subject !== undefined;
  } catch {
    return false;
  }
}
