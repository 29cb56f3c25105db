import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../files/writeAtomically';
import type { TlsFiles } from '../http/startServer';
import type { Platform } from '../platform';

const COMMON_NAME = 'acr-ferry local stack';
const LIFETIME_DAYS = 365;
const RENEW_DAYS = 7;
const DAY = 24 * 60 * 60 * 1000;

/** The stack's TLS certificate: its PEM texts, and where they are on disk. */
export interface Certificate extends TlsFiles {
  /** The certificate, to be trusted as it is: for NODE_EXTRA_CA_CERTS, curl --cacert, SSL_CERT_FILE. */
  caFile: string;
  keyFile: string;
  /** Holds the certificate as `ca.crt`: for skopeo's --src-cert-dir and --dest-cert-dir. */
  folder: string;
}

/**
 * Reads the self-signed certificate for 127.0.0.1 and localhost from `<folder>/tls`, making a new one when there is
 * none, or when less than a week of it is left.
 *
 * Self-signed, not signed by an authority of its own: Azurite trusts no other certificate when it reads a copy source.
 */
export async function ensureCertificate(
  platform: Pick<Platform, 'now' | 'newId'>,
  folder: string,
): Promise<Certificate> {
  const now = platform.now();
  const tls = path.join(folder, 'tls');
  const caFile = path.join(tls, 'ca.crt');
  const keyFile = path.join(tls, 'private.pem');
  const found = await readPair(caFile, keyFile);
  if (found && isTrustedByAzurite(found.cert) && expiry(found.cert) - now > RENEW_DAYS * DAY) {
    return { ...found, caFile, keyFile, folder: tls };
  }
  // OpenSSL takes one of two authorities of the same name for the other: whoever trusts two stacks must tell them apart.
  const name = `${COMMON_NAME} ${platform.newId().slice(0, 8)}`;
  let made = await generate(now, name);
  for (let attempt = 2; !isTrustedByAzurite(made.cert); attempt += 1) {
    made = await generate(now, `${name} (${attempt})`);
  }
  await writeAtomically(keyFile, made.key, { mode: 0o600 });
  await writeAtomically(caFile, made.cert);
  return { ...made, caFile, keyFile, folder: tls };
}

async function readPair(caFile: string, keyFile: string): Promise<TlsFiles | undefined> {
  try {
    const [cert, key] = await Promise.all([readFile(caFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { cert, key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A certificate that cannot be parsed counts as expired: it is made anew. */
function expiry(cert: string): number {
  try {
    return Date.parse(new X509Certificate(cert).validTo);
  } catch {
    return 0;
  }
}

/**
 * Azurite cannot read its own certificate back where its base64 text ends exactly at the end of a 64-character line,
 * and then refuses every copy source.
 */
export function isTrustedByAzurite(cert: string): boolean {
  return cert.replace(/-----[^-]+-----|\s/g, '').length % 64 !== 0;
}

async function generate(now: number, commonName: string): Promise<TlsFiles> {
  const { generate: selfSigned } = await import('selfsigned');
  const made = await selfSigned([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clients in containers may run a little behind this clock.
    notBeforeDate: new Date(now - 5 * 60 * 1000),
    notAfterDate: new Date(now + LIFETIME_DAYS * DAY),
    extensions: [
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: `${made.cert.trimEnd()}\n` };
}
