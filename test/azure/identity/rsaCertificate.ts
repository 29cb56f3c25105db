import { generate } from 'selfsigned';

export interface KeyPair {
  /** The certificate alone. */
  cert: string;
  key: string;
  /** Both, as a vault serves them. */
  pem: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** A self-signed certificate with an RSA key, as Key Vault makes them. */
export async function rsaCertificate({ expired = false }: { expired?: boolean } = {}): Promise<KeyPair> {
  const end = Date.now() + (expired ? -DAY : DAY);
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'acr-ferry' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(end - 2 * DAY),
    notAfterDate: new Date(end),
  });
  return { cert, key, pem: `${key.trim()}\n${cert.trim()}\n` };
}
