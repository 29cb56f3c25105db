import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../../../local/http/startServer';
import { ensureCertificate, isTrustedByAzurite } from '../../../local/stack/certificate';
import { freePort } from '../../../local/http/freePort';
import { fixedPlatform, realPlatform } from '../testPlatform';

const DAY = 24 * 60 * 60 * 1000;

describe('ensureCertificate', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'ferry certificate '))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes a self-signed certificate for 127.0.0.1 and localhost, its key readable by the owner alone', async () => {
    const { cert, keyFile, folder: tls } = await ensureCertificate(realPlatform, folder);
    const parsed = new X509Certificate(cert);
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(parsed.checkHost('localhost')).toBe('localhost');
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect((await stat(keyFile)).mode & 0o077).toBe(0);
    expect((await readdir(tls)).sort()).toEqual(['ca.crt', 'private.pem']);
  });

  it('never has a length that Azurite cannot read back', async () => {
    // Prepare
    const refused = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n-----END CERTIFICATE-----\n`;
    expect(isTrustedByAzurite(refused)).toBe(false);
    const { caFile } = await ensureCertificate(realPlatform, folder);
    await writeFile(caFile, refused);

    // Act
    const { cert } = await ensureCertificate(realPlatform, folder);

    // Assess
    expect(isTrustedByAzurite(cert)).toBe(true);
  });

  it('is trusted by a client that is given it alone', async () => {
    const { cert, key } = await ensureCertificate(realPlatform, folder);
    const port = await freePort();
    const listener = async (_: unknown, response: { end(text: string): unknown }) => void response.end('trusted');
    const server = await startServer({ name: 'test', port, tls: { cert, key }, listener });
    try {
      await expect(get(`https://localhost:${port}/`, cert)).resolves.toBe('trusted');
      await expect(get(`https://127.0.0.1:${port}/`)).rejects.toThrow('self-signed certificate');
    } finally {
      await server.close();
    }
  });

  it('is trusted beside that of another stack', async () => {
    const other = await ensureCertificate(realPlatform, path.join(folder, 'other'));
    const { cert, key } = await ensureCertificate(realPlatform, path.join(folder, 'own'));
    expect(new X509Certificate(cert).subject).not.toBe(new X509Certificate(other.cert).subject);
    const port = await freePort();
    const listener = async (_: unknown, response: { end(text: string): unknown }) => void response.end('trusted');
    const server = await startServer({ name: 'test', port, tls: { cert, key }, listener });
    try {
      await expect(get(`https://localhost:${port}/`, other.cert + cert)).resolves.toBe('trusted');
      await expect(get(`https://localhost:${port}/`, cert + other.cert)).resolves.toBe('trusted');
    } finally {
      await server.close();
    }
  });

  it('keeps the certificate until less than a week of it is left', async () => {
    // Prepare
    const first = await ensureCertificate(realPlatform, folder);

    // Act
    const later = await ensureCertificate(fixedPlatform(Date.now() + 300 * DAY), folder);
    const renewed = await ensureCertificate(fixedPlatform(Date.now() + 359 * DAY), folder);

    // Assess
    expect(later.cert).toBe(first.cert);
    expect(renewed.cert).not.toBe(first.cert);
  });

  it('makes a new one in place of a file that is no certificate', async () => {
    // Prepare
    const { caFile } = await ensureCertificate(realPlatform, folder);
    await writeFile(caFile, 'torn');

    // Act
    const { cert } = await ensureCertificate(realPlatform, folder);

    // Assess
    expect(new X509Certificate(cert).subject).toMatch(/^CN=acr-ferry local stack/);
  });
});

function get(url: string, ca?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent: new https.Agent(ca ? { ca } : {}) }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', reject);
  });
}
