import { createSourceUrlFor } from '../../../src/azure/copy/sourceUrl';
import { createOpenContainer } from '../../../src/azure/storage/containers';
import { routeEnd } from '../../helpers/route';

const containerUri = 'https://acct.blob.core.windows.net/exports';
const sasSecretUri = 'https://v.vault.azure.net/secrets/sas';
const END = routeEnd('builds', { containerUri, sasSecretUri });
const SAS = 'sv=2024-11-04&se=2026-02-01T00%3A00%3A00Z&sr=c&sp=rl&sig=aB3%2FxY%2Bz9Qw%3D';
const JANUARY = Date.parse('2026-01-15T00:00:00Z');

/** Both places where a SAS is used, with this secret in the vault. */
function usesOf(secret: string, now = JANUARY): (() => Promise<string>)[] {
  const readSecret = () => Promise.resolve(secret);
  const noCredential = () => ({ getToken: () => Promise.resolve(null) });
  const openContainer = createOpenContainer(noCredential, readSecret, () => now);
  const sourceUrlFor = createSourceUrlFor(noCredential, openContainer, readSecret, () => now);
  return [async () => (await openContainer(END)).url, () => sourceUrlFor(END, 'a.tar')];
}

it.each([SAS, `?${SAS}`, `"${containerUri}?${SAS.replaceAll('&', '&amp;')}"\n`])(
  'a container and a source blob are opened with the SAS in %s',
  async (secret) => {
    const [container, source] = await Promise.all(usesOf(secret).map((use) => use()));
    expect(container).toBe(`${containerUri}?${SAS}`);
    expect(source).toBe(`${containerUri}/a.tar?${SAS}`);
  },
);

it.each([
  [' \n', 'it is empty'],
  ['hunter2', 'it is a text of 7 characters, not a SAS'],
  [containerUri, 'it is a URL without a SAS'],
  [SAS.replace(/&sig=.*/, ''), 'it is a SAS without a signature'],
  [`https://other.blob.core.windows.net/exports?${SAS}`, 'it is the SAS of another container'],
])('the secret %j is named as what it is, before any request', async (secret, words) => {
  for (const use of usesOf(secret)) {
    await expect(use()).rejects.toMatchObject({
      code: 'sas_malformed',
      message: expect.stringContaining(words) as unknown,
      nextStep: expect.not.stringMatching(/role|identity/i) as unknown,
    });
  }
});

it.each([
  [SAS, Date.parse('2026-03-01T00:00:00Z'), 'it is a SAS that expired at 2026-02-01T00:00:00.000Z'],
  [SAS.replace('sp=rl', 'sp=w'), JANUARY, 'it is a SAS that lacks the permissions r'],
])('%s gives no access, and a better one would', async (secret, now, words) => {
  for (const use of usesOf(secret, now)) {
    await expect(use()).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringContaining(words) as unknown,
      nextStep: expect.stringContaining(`into the secret ${sasSecretUri}`) as unknown,
    });
  }
});
