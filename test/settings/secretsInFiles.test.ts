import { loadAppSettings } from '../../src/settings/loadAppSettings';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { readRoutesFile } from '../../src/settings/routes/readRoutesFile';
import { SECRETS, repeatedIn } from '../domain/validation/secrets';
import { cloud, source, target } from './routesFile';

const GUID = '11111111-2222-3333-4444-555555555555';
const sasSecretUri = 'https://myvault.vault.azure.net/secrets/sas';
/** A file in which every field is set. */
const FILE = {
  $schema: './routes.schema.json',
  version: 1,
  clouds: {
    island: cloud({ instanceDiscovery: true, pipelineApiVersion: '2019-12-01-preview' }),
    usGov: { pipelineApiVersion: '2019-12-01-preview' },
  },
  credentials: {
    far: { type: 'clientSecret', tenantId: GUID, clientId: GUID, secretUri: sasSecretUri },
    exporter: { type: 'managedIdentity', clientId: GUID },
  },
  defaults: { keepBlobs: true, copy: { strategy: 'auto' } },
  routes: {
    prod: {
      source: source({ cloud: 'island', credential: 'far', sasSecretUri }),
      target: target({ cloud: 'usGov', credential: 'exporter', sasSecretUri }),
      keepBlobs: false,
      copy: {
        strategy: 'relay',
        overwrite: 'never',
        blockSizeMiB: 64,
        relayBlockSizeMiB: 16,
        blocksPerActivity: 16,
        concurrency: 8,
        relayConcurrency: 4,
        lanes: 2,
        bandwidthMiBps: 10,
      },
    },
  },
};

/** Every way to put a secret into the place of one value, or of one key, of a document; `$schema` is not read. */
function spoiled(document: unknown, secret: string): unknown[] {
  if (typeof document !== 'object' || document === null) return [secret, [secret], { [secret]: secret }];
  const entries = Object.entries(document).filter(([key]) => key !== '$schema');
  const replaced = entries.flatMap(([key, value]) =>
    spoiled(value, secret).map((worse) => ({ ...document, [key]: worse })),
  );
  const renamed = entries.map(([key, value]) =>
    Object.fromEntries(entries.map((entry) => (entry[0] === key ? [secret, value] : entry))),
  );
  const broken = entries.map(([key]) =>
    Object.fromEntries(entries.map((entry) => (entry[0] === key ? [secret, { bad: 1 }] : entry))),
  );
  return [...replaced, ...renamed, ...broken, { ...document, [secret]: 1 }, secret];
}

describe('the mistakes of a routes file', () => {
  it('are none where nothing is wrong', () => {
    expect(loadRoutes(JSON.stringify(FILE)).mistakes).toEqual([]);
  });

  it.each(SECRETS.filter(([what]) => what !== 'a very long secret'))('do not repeat %s in any field', (_, secret) => {
    const files = spoiled(FILE, secret);
    expect(files.length).toBeGreaterThan(200);
    const leaks = files.flatMap((file) => {
      const shown = loadRoutes(JSON.stringify(file)).mistakes.map((mistake) => JSON.stringify(mistake));
      return shown.filter((mistake) => repeatedIn(mistake, secret).length > 0);
    });
    expect(leaks).toEqual([]);
  });

  it.each(SECRETS)('do not repeat %s that is the whole file, or stands between its parts', (_, secret) => {
    for (const text of [secret, `{"version":1,${secret}}`, `{"version":1 "${secret}"}`, `["${secret}`]) {
      expect(repeatedIn(JSON.stringify(loadRoutes(text).mistakes), secret)).toEqual([]);
    }
  });
});

describe('the mistakes of app settings', () => {
  const good = { FERRY_ROUTES: 'routes.json', FERRY_STATE_CONTAINER: 'https://a.blob.core.windows.net/acr-ferry' };
  const names = [
    ...['FERRY_IDENTITY_CLIENT_ID', 'FERRY_POLL_FIRST_SECONDS', 'FERRY_ROUTES', 'FERRY_STATE_CONTAINER'],
    ...['FERRY_STATE_AUDIENCE', 'FERRY_VAULT_AUDIENCE', 'FERRY_TRUST_SIGN_IN', 'FERRY_POLL_MAX_SECONDS'],
    ...['FERRY_RUN_DEADLINE_MINUTES', 'FERRY_MAX_BODY_KIB', 'FERRY_PUBLIC_URL'],
  ];

  it.each(SECRETS)('do not repeat %s in any setting, nor as a part of a name', (_, secret) => {
    for (const name of [...names, `FERRY_${secret}`]) {
      let shown = '';
      try {
        loadAppSettings({ ...good, [name]: secret });
      } catch (error) {
        shown = (error as Error).message;
      }
      expect(repeatedIn(shown, secret)).toEqual([]);
    }
  });
});

it.each(SECRETS)('a routes file that cannot be read from %s does not repeat it', async (_, secret) => {
  const fail = () => Promise.reject(new Error(`ENOENT: no such file or directory, open '${secret}'`));
  const error = await readRoutesFile(secret, { readFile: fail, readBlob: fail }).then(
    () => new Error(),
    (reason: Error) => reason,
  );
  expect(error.message).toContain('FERRY_ROUTES');
  expect(repeatedIn(`${error.message} ${String(error.cause)} ${error.stack ?? ''}`, secret)).toEqual([]);
});
