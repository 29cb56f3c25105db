import { pemOf } from '../../../src/azure/identity/pemOf';
import { testTls } from '../../local/testTls';
import { rsaCertificate, type KeyPair } from './rsaCertificate';

const uri = 'https://vault.example/secrets/certificate';
let one: KeyPair;
let other: KeyPair;
beforeAll(async () => {
  [one, other] = await Promise.all([rsaCertificate(), rsaCertificate()]);
});

it('takes certificate and key in either order, with the line ends of Windows, too', () => {
  expect(pemOf(one.pem, uri)).toBe(one.pem.trim());
  expect(pemOf(`${one.cert}${one.key}`.replaceAll('\n', '\r\n'), uri)).not.toContain('\r');
});

it.each<[string, () => Promise<string> | string, string]>([
  ['PKCS#12', () => 'MIIKUQIBAzCC'.repeat(20), 'holds PKCS#12'],
  ['a key alone', () => one.key, 'holds no certificate'],
  ['a certificate alone', () => one.cert, 'holds no private key'],
  ['a key of another one', () => `${other.key}\n${one.cert}`, 'not that of its first certificate'],
  ['damage', () => one.pem.replace(/(BEGIN CERTIFICATE-----\s).{8}/, '$1AAAAAAAA'), 'cannot be read'],
  ['another kind of key', async () => Object.values(await testTls()).join('\n'), 'of the type ec'],
  ['something else', () => 'hunter2', 'holds no certificate'],
])('refuses %s, and repeats none of it', async (_, make, problem) => {
  const text = await make();
  const thrown = ((): unknown => {
    try {
      return pemOf(text, uri);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ code: 'certificate_malformed', message: expect.stringContaining(problem) as string });
  expect((thrown as Error).message).not.toContain(text.trim().slice(-12));
});
