import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SettingsInvalidError } from '../../src/domain/failures/errors';
import { loadAppSettings } from '../../src/settings/loadAppSettings';

const REQUIRED = {
  FERRY_ROUTES: 'routes.json',
  FERRY_STATE_CONTAINER: 'https://ferrystate.blob.core.windows.net/acr-ferry/',
};

/** The mistakes in these settings, each as `name problem; expected`. */
function mistakesOf(env: Record<string, string>): string[] {
  try {
    loadAppSettings(env);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsInvalidError)) throw error;
    return error.mistakes.map(({ path, problem, expected }) => `${path} ${problem}; ${expected}`);
  }
}

function readSample(): Record<string, string> {
  const file = path.join(__dirname, '../../local.settings.sample.json');
  const { Values } = JSON.parse(readFileSync(file, 'utf8')) as { Values: Record<string, string> };
  return Values;
}

describe('loadAppSettings', () => {
  it('fills in the defaults', () => {
    expect(loadAppSettings({ ...REQUIRED, FERRY_POLL_MAX_SECONDS: '', PATH: '/bin' })).toEqual({
      routesLocation: 'routes.json',
      state: {
        containerUri: 'https://ferrystate.blob.core.windows.net/acr-ferry',
        audience: 'https://storage.azure.com',
      },
      vaultAudience: 'https://vault.azure.net',
      trustSignIn: false,
      polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 720 },
      patience: { stepMinutes: 360, accessMinutes: 10, verificationSeconds: 300 },
      clockSkewMinutes: 15,
      batchesAtOnce: 20,
      windows: { exports: 10, imports: 5 },
      registryReadsPerMinute: 2_000,
      maxBodyBytes: 256 * 1024,
    });
  });

  it('loads the sample', () => {
    const sample = readSample();
    expect(loadAppSettings(sample).identityClientId).toBe(sample['FERRY_IDENTITY_CLIENT_ID']);
  });

  it('knows no setting that the sample does not set', () => {
    // Prepare
    const sample = readSample();

    // Act
    const [unknown] = mistakesOf({ ...REQUIRED, FERRY_XXXXXXXXXXXX: '' });
    const known = unknown?.split('one of ')[1]?.split(', ') ?? [];

    // Assess
    expect(known).toContain('FERRY_ROUTES');
    expect(
      Object.keys(sample)
        .filter((name) => name.startsWith('FERRY_'))
        .sort(),
    ).toEqual(known.sort());
  });

  it('takes what is set', () => {
    // Prepare
    const env = {
      FERRY_ROUTES: 'https://config.blob.core.windows.net/settings/routes.json',
      FERRY_STATE_CONTAINER: 'https://127.0.0.1:10010/ferrystate/acr-ferry',
      FERRY_STATE_AUDIENCE: 'https://storage.cloud.example',
      FERRY_TRUST_SIGN_IN: 'true',
      FERRY_POLL_FIRST_SECONDS: ' 90 ',
      FERRY_RUN_DEADLINE_MINUTES: '5',
      FERRY_CLOCK_SKEW_MINUTES: '5',
      FERRY_REGISTRY_READS_PER_MINUTE: '100',
      FERRY_MAX_BODY_KIB: '1',
      FERRY_LOCAL_FOLDER: '/anywhere',
    };

    // Act
    const settings = loadAppSettings(env);

    // Assess
    expect(settings).toMatchObject({
      routesLocation: 'https://config.blob.core.windows.net/settings/routes.json',
      state: { audience: 'https://storage.cloud.example' },
      trustSignIn: true,
      polling: { firstSeconds: 90, maxSeconds: 90, deadlineMinutes: 5 },
      clockSkewMinutes: 5,
      registryReadsPerMinute: 100,
      maxBodyBytes: 1024,
    });
  });

  it('gives the URLs of containers and of the routes file their one spelling', () => {
    const settings = loadAppSettings({
      FERRY_ROUTES: 'HTTPS://Config.blob.core.windows.net:443/settings/Routes.JSON',
      FERRY_STATE_CONTAINER: 'https://FerryState.blob.core.windows.net:443/acr-ferry//',
    });
    expect(settings.routesLocation).toBe('https://config.blob.core.windows.net/settings/Routes.JSON');
    expect(settings.state.containerUri).toBe('https://ferrystate.blob.core.windows.net/acr-ferry');
  });

  it.each(['https://a:99999/settings/routes.json', 'https://a:b/c'])('refuses %s, which no URL is', (location) => {
    expect(mistakesOf({ ...REQUIRED, FERRY_ROUTES: location })).toEqual([
      expect.stringMatching(/^FERRY_ROUTES .*; a path, or the https URL of a blob without query or SAS$/),
    ]);
  });

  it.each(['FERRY_ROUTES', 'FERRY_STATE_CONTAINER', 'FERRY_STATE_AUDIENCE', 'FERRY_IDENTITY_CLIENT_ID'])(
    'names an invisible character in %s',
    (name) => {
      expect(mistakesOf({ ...REQUIRED, [name]: 'https://a\u200B.example/container' })).toEqual([
        expect.stringContaining(`${name} has the invisible character U+200B; `),
      ]);
    },
  );

  it.each([
    ['HTTPS://Gateway.example:443/Ferry//', undefined, 'https://gateway.example/Ferry'],
    ['http://gateway.example:8080', 'myapp.azurewebsites.net', 'http://gateway.example:8080'],
    [undefined, 'myapp.azurewebsites.net', 'https://myapp.azurewebsites.net'],
    ['', 'MyApp.azurewebsites.net:443', 'https://myapp.azurewebsites.net'],
    [undefined, 'localhost:7071', 'http://localhost:7071'],
    [undefined, '127.0.0.1:80', 'http://127.0.0.1'],
    [undefined, '[::1]:7071', 'http://[::1]:7071'],
    [undefined, '0.0.0.0:7071', undefined],
    [undefined, 'a/b', undefined],
    [undefined, 'me:secret@evil.example', undefined],
    [undefined, 'a:99999', undefined],
    [undefined, '', undefined],
  ])('FERRY_PUBLIC_URL %s with WEBSITE_HOSTNAME %s is %s', (given, hostname, expected) => {
    const env = { ...REQUIRED, FERRY_PUBLIC_URL: given, WEBSITE_HOSTNAME: hostname };
    expect(loadAppSettings(env).publicUrl).toBe(expected);
  });

  it.each([
    'gateway.example/ferry',
    'ftp://gateway.example',
    'https://',
    'https://gateway.example/?x=1',
    'https://gateway.example/#top',
    'https://me:pass@gateway.example',
    'https://gateway.example/a b',
    'https://gateway.example\\ferry',
    'https://a:99999',
  ])('refuses %s as FERRY_PUBLIC_URL', (url) => {
    expect(mistakesOf({ ...REQUIRED, FERRY_PUBLIC_URL: url })).toEqual([
      expect.stringMatching(
        /^FERRY_PUBLIC_URL .*; the http or https URL below which callers find \/api, without query/,
      ),
    ]);
  });

  it('reports every mistake at once, in a message that says what to do', () => {
    // Prepare
    const env = {
      FERRY_STATE_CONTAINER: 'ferrystate/acr-ferry',
      FERRY_IDENTITY_CLIENT_ID: 'me',
      FERRY_TRUST_SIGN_IN: 'yes',
      FERRY_POLL_FIRST_SECONDS: '0',
      FERRY_REGISTRY_READS_PER_MINUTE: '99',
      FERRY_MAX_BODY_KIB: '1.5',
      FERRY_ROUTE: 'routes.json',
      FERRY_NO_SUCH_THING: '1',
    };

    // Act
    const mistakes = mistakesOf(env);
    const load = () => loadAppSettings(env);

    // Assess
    expect(mistakes).toEqual([
      'FERRY_IDENTITY_CLIENT_ID is "me"; the client id (a GUID) of an identity',
      'FERRY_POLL_FIRST_SECONDS is "0"; a whole number from 1 to 600',
      'FERRY_ROUTES is missing; a path, or the https URL of a blob without query or SAS',
      expect.stringContaining('FERRY_STATE_CONTAINER is "ferrystate/acr-ferry"; the https URL of a blob container'),
      'FERRY_TRUST_SIGN_IN is "yes"; true or false',
      'FERRY_REGISTRY_READS_PER_MINUTE is "99"; a whole number from 100 to 100000',
      'FERRY_MAX_BODY_KIB is "1.5"; a whole number from 1 to 10240',
      'FERRY_ROUTE is not a setting of this app; FERRY_ROUTES, perhaps',
      expect.stringContaining('FERRY_NO_SUCH_THING is not a setting of this app; one of '),
    ]);
    expect(load).toThrow(/^The app settings have 9 mistakes: FERRY_IDENTITY_CLIENT_ID is "me"; .*; and 4 more\.$/);
  });

  it.each(['FERRY_URL', 'FERRY_KEY', 'FERRY_TOKEN', 'FERRY_PRINCIPAL_ID'])(
    'leaves %s to the commands: an app that is started in their shell inherits it',
    (name) => {
      expect(mistakesOf({ ...REQUIRED, [name]: 'of-a-command' })).toEqual([]);
    },
  );

  it('wants the longest wait to be no shorter than the first', () => {
    expect(mistakesOf({ ...REQUIRED, FERRY_POLL_FIRST_SECONDS: '30', FERRY_POLL_MAX_SECONDS: '20' })).toEqual([
      'FERRY_POLL_MAX_SECONDS is "20"; a whole number from 30 to 3600',
    ]);
  });

  it.each([
    ['FERRY_ROUTES', 'https://config.blob.core.windows.net/settings/routes.json?sig=SECRET'],
    ['FERRY_ROUTES', '/settings/routes.json?sv=1&sig=SECRET'],
    ['FERRY_ROUTES', '//config.blob.core.windows.net/settings/routes.json?SECRET'],
    ['FERRY_ROUTES', 'http://me:SECRET@config.example/routes.json'],
    ['FERRY_STATE_CONTAINER', 'https://ferrystate.blob.core.windows.net/acr-ferry?sig=SECRET'],
    ['FERRY_IDENTITY_CLIENT_ID', 'AccountKey=SECRET'],
  ])('does not repeat a secret in %s', (name, value) => {
    const mistakes = mistakesOf({ ...REQUIRED, [name]: value });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).not.toContain('SECRET');
  });
});
