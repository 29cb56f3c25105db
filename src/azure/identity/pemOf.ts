import { createPrivateKey, X509Certificate } from 'node:crypto';
import { CertificateMalformedError } from '../../domain/failures/errors';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;
const KEY = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----[^-]+-----END (?:RSA |EC )?PRIVATE KEY-----/;
/** The outermost sequence of DER, in base64: what a vault serves as application/x-pkcs12. */
const PKCS12 = /^MI[A-Za-z0-9+/=\s]{100,}$/;

/**
 * The certificates and the private key of a secret as PEM, the form that a vault serves them in as application/x-pem-file.
 *
 * Errors: CertificateMalformedError.
 *
 * @see https://learn.microsoft.com/azure/key-vault/certificates/about-certificates#composition-of-a-certificate
 */
export function pemOf(text: string, secretUri: string): string {
  const pem = text.trim().replace(/\r\n?/g, '\n');
  const problem = problemOf(pem);
  if (problem !== undefined) throw new CertificateMalformedError(secretUri, problem);
  return pem;
}

/** The end of a sentence; undefined where it can be used. Node cannot take a private key out of PKCS#12. */
function problemOf(pem: string): string | undefined {
  if (PKCS12.test(pem)) return 'holds PKCS#12 (application/x-pkcs12), which the app cannot read';
  const [certificate] = CERTIFICATE.exec(pem) ?? [];
  const [key] = KEY.exec(pem) ?? [];
  if (certificate === undefined) return 'holds no certificate';
  if (key === undefined) return 'holds no private key';
  try {
    const { asymmetricKeyType } = createPrivateKey(key);
    // Assertions are signed with RSA: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
    if (asymmetricKeyType !== 'rsa') return `holds a key of the type ${asymmetricKeyType}, and RSA is needed`;
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
      return 'holds a private key that is not that of its first certificate';
    }
  } catch {
    return 'holds a certificate or a key that cannot be read';
  }
  return undefined;
}
