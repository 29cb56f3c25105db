import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { DEFAULT_COPY } from '../../src/settings/routes/routesSchema';
import { cloud, fileOf, source, target } from './routesFile';

const SECRET_URI = 'https://myvault.vault.azure.net/secrets/far-cloud';
const FAR = {
  type: 'clientSecret',
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  secretUri: SECRET_URI,
};

/** Each mistake as `path: problem; expected`. */
function mistakesOf(text: string): string[] {
  return loadRoutes(text).mistakes.map(({ path, problem, expected }) => `${path}: ${problem}; ${expected}`);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A file with one route, and a cloud of one's own with `changes`. */
function withCloud(changes: object): string {
  return fileOf({ a: { source: source() } }, { clouds: { island: cloud(changes) } });
}

describe('loadRoutes', () => {
  it('resolves and defaults a route', () => {
    const { routes, mistakes } = loadRoutes(fileOf({ prod: { source: source(), target: target() } }));
    expect(mistakes).toEqual([]);
    expect(routes.get('prod')).toEqual({
      name: 'prod',
      source: {
        ...source(),
        subscriptionId: '11111111-2222-3333-4444-555555555555',
        resourceGroup: 'images',
        registryName: 'builds',
        cloud: expect.objectContaining({
          name: 'public',
          resourceManagerAudience: 'https://management.azure.com/',
          pipelineApiVersion: '2025-06-01-preview',
        }) as unknown,
        credential: { name: 'default', type: 'managedIdentity' },
      },
      target: expect.objectContaining({ registryName: 'production' }) as unknown,
      copy: DEFAULT_COPY,
      keepBlobs: false,
    });
  });

  it("lets the file's defaults win over the app's, and a route's own values over both", () => {
    // Prepare
    const text = fileOf(
      { a: { source: source(), copy: { concurrency: 3 }, keepBlobs: false }, b: { source: source() } },
      { defaults: { keepBlobs: true, copy: { concurrency: 2, blocksPerActivity: 1 } } },
    );

    // Act
    const { routes } = loadRoutes(text);

    // Assess
    expect(routes.get('a')?.copy).toEqual({ ...DEFAULT_COPY, blockSizeMiB: 16, blocksPerActivity: 1, concurrency: 3 });
    expect(routes.get('b')?.copy.concurrency).toBe(2);
    expect([...routes.values()].map((route) => route.keepBlobs)).toEqual([false, true]);
  });

  it('takes the retention of a route before that of the defaults; what neither says is left to the app', () => {
    const { routes, mistakes } = loadRoutes(
      fileOf(
        { a: { source: source(), retention: { runDays: 0.5, keepRuns: 0 } }, b: { source: source() } },
        { defaults: { retention: { runDays: 7, foreignRuns: true } } },
      ),
    );
    expect(mistakes).toEqual([]);
    expect(routes.get('a')?.retention).toEqual({ runDays: 0.5, keepRuns: 0, foreignRuns: true });
    expect(routes.get('b')?.retention).toEqual({ runDays: 7, foreignRuns: true });
  });

  it('knows what becomes of a transfer while another one runs: side by side unless somebody says otherwise', () => {
    const { routes } = loadRoutes(
      fileOf(
        {
          a: { source: source() },
          b: { source: source(), whenBusy: 'refuse' },
          c: { source: source(), whenBusy: 'start' },
        },
        { defaults: { whenBusy: 'queue' } },
      ),
    );
    const without = loadRoutes(fileOf({ a: { source: source() } }));
    expect([...routes.values()].map(({ whenBusy }) => whenBusy)).toEqual(['queue', 'refuse', undefined]);
    expect(without.routes.get('a')).not.toHaveProperty('whenBusy');
  });

  it('refuses another word for it', () => {
    const { mistakes } = loadRoutes(fileOf({ a: { source: source(), whenBusy: 'wait' } }));
    expect(mistakes).toMatchObject([{ route: 'a', path: 'routes.a.whenBusy' }]);
  });

  it("takes a route's own selection whole, else the file's default one, else none", () => {
    const select = { rules: [{ repositories: ['app/**'], newest: { count: 5, by: 'version' } }] };
    const own = { rules: [{ repositories: ['tools'] }], referrers: 'none' };
    const ends = { a: { source: source(), select: own }, b: { source: source() } };
    const withDefault = loadRoutes(fileOf(ends, { defaults: { select: { ...select, flagged: 'refuse' } } })).routes;
    expect(withDefault.get('a')?.select).toEqual(own);
    expect(withDefault.get('b')?.select).toEqual({ ...select, flagged: 'refuse' });
    expect(loadRoutes(fileOf(ends)).routes.get('b')).not.toHaveProperty('select');
  });

  it('names every mistake in a selection by its path', () => {
    const select = {
      rules: [
        { repositories: ['App/**'], tag: ['v1'] },
        { repositories: ['a'], semver: { range: '>2 <1' } },
      ],
    };
    expect(mistakesOf(fileOf({ a: { source: source(), select } }))).toEqual([
      expect.stringMatching(/^routes\.a\.select\.rules\[0\]\.repositories\[0\]: has "A"/),
      'routes.a.select.rules[0].tag: is not a setting here; "tags", perhaps',
      expect.stringMatching(/^routes\.a\.select\.rules\[1\]\.semver\.range: is a range that no version is in/),
    ]);
    const inDefaults = loadRoutes(fileOf({ a: { source: source() } }, { defaults: { select: { rules: [] } } }));
    expect(inDefaults.routes.size).toBe(0);
    expect(inDefaults.mistakes.map(({ path }) => path)).toEqual(['defaults.select.rules', 'routes.a']);
  });

  it('accepts an export-only and an import-only route, but none without ends', () => {
    const { routes, mistakes } = loadRoutes(fileOf({ out: { source: source() }, in: { target: target() }, no: {} }));
    expect([...routes.keys()]).toEqual(['out', 'in']);
    expect(mistakes).toEqual([
      { route: 'no', path: 'routes.no', problem: 'is empty', expected: 'a source, a target or both' },
    ]);
  });

  it('takes what a cloud says about federation, registries and its own certificate authority', () => {
    const island = cloud({
      federationAudience: 'api://IslandTokenExchange',
      registrySuffixes: ['Images.Island.example'],
      certificateAuthority: 'island.pem',
    });
    const text = fileOf(
      { own: { source: source({ cloud: 'island' }) }, china: { source: source({ cloud: 'china' }) } },
      { clouds: { island } },
    );
    const { routes } = loadRoutes(text, (file) => `/beside/${file}`);
    expect(routes.get('own')?.source?.cloud).toMatchObject({
      federationAudience: 'api://IslandTokenExchange',
      registrySuffixes: ['images.island.example'],
      certificateAuthority: '/beside/island.pem',
    });
    expect(routes.get('china')?.source?.cloud).toMatchObject({
      federationAudience: 'api://AzureADTokenExchangeChina',
      registrySuffixes: ['azurecr.cn'],
    });
  });

  it.each([
    ['registrySuffixes', [], 'a list of what host names end in'],
    ['registrySuffixes', ['https://azurecr.io'], 'what host names end in'],
    ['certificateAuthority', '', 'the path of a PEM file'],
    ['federationAudience', 'AzureADTokenExchange', 'a token audience'],
  ])('refuses %s of a cloud that is %j', (field, value, expected) => {
    const text = fileOf(
      { own: { source: source({ cloud: 'island' }) } },
      { clouds: { island: cloud({ [field]: value }) } },
    );
    const [mistake] = loadRoutes(text).mistakes;
    expect(mistake?.path).toMatch(`clouds.island.${field}`);
    expect(mistake?.expected).toContain(expected);
  });

  it('takes certificates and federated identities, with vault addresses in one spelling', () => {
    const [tenantId, clientId] = ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-000000000000'];
    const credentials = {
      certified: { type: 'certificate', tenantId, clientId, certificateUri: 'https://V.vault.azure.net/SECRETS/c/' },
      federated: { type: 'workloadIdentity', tenantId, clientId },
    };
    const ends = { source: source({ credential: 'certified' }), target: target({ credential: 'federated' }) };
    const route = loadRoutes(fileOf({ a: ends }, { credentials })).routes.get('a');
    expect(route?.source?.credential).toMatchObject({ certificateUri: 'https://v.vault.azure.net/secrets/c' });
    expect(route?.target?.credential).toEqual({ name: 'federated', ...credentials.federated });
    const { mistakes } = loadRoutes(
      fileOf({ a: ends }, { credentials: { ...credentials, federated: { type: 'sas' } } }),
    );
    expect(mistakes[0]?.expected).toContain('"workloadIdentity"');
  });

  it('changes fields of a built-in cloud and takes a cloud of its own', () => {
    // Prepare
    const text = fileOf(
      {
        gov: { source: source({ cloud: 'usGov' }) },
        own: { source: source({ cloud: 'island' }) },
        china: { source: source({ cloud: 'china' }) },
      },
      { clouds: { usGov: { pipelineApiVersion: '2019-12-01-preview' }, island: cloud() } },
    );

    // Act
    const { routes, mistakes } = loadRoutes(text);

    // Assess
    expect(mistakes).toEqual([]);
    expect(routes.get('gov')?.source?.cloud).toMatchObject({
      resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
      pipelineApiVersion: '2019-12-01-preview',
      instanceDiscovery: true,
    });
    expect(routes.get('own')?.source?.cloud).toEqual({
      ...cloud({ loginEndpoint: 'https://login.cloud.example' }),
      name: 'island',
      instanceDiscovery: false,
      pipelineApiVersion: '2025-06-01-preview',
      federationAudience: 'api://AzureADTokenExchange',
    });
    expect(routes.get('china')?.source?.cloud.resourceManagerEndpoint).toBe('https://management.chinacloudapi.cn');
  });

  it('resolves a credential to a reference that holds no secret', () => {
    const { routes } = loadRoutes(
      fileOf({ a: { target: target({ credential: 'far' }) } }, { credentials: { far: FAR } }),
    );
    expect(routes.get('a')?.target?.credential).toEqual({ name: 'far', ...FAR });
  });

  it('keeps the good routes when one is bad', () => {
    const { routes, mistakes } = loadRoutes(
      fileOf({ good: { source: source() }, bad: { source: source({ registryId: 'builds.azurecr.io' }) } }),
    );
    expect([...routes.keys()]).toEqual(['good']);
    expect(mistakes).toEqual([
      {
        route: 'bad',
        path: 'routes.bad.source.registryId',
        problem: 'is "builds.azurecr.io"',
        expected: expect.stringContaining('resource id of a registry') as unknown,
      },
    ]);
  });

  it('leaves out only the routes that use a cloud or credential with a mistake', () => {
    // Prepare
    const text = fileOf(
      {
        good: { source: source() },
        a: { source: source({ cloud: 'island' }) },
        b: { target: target({ credential: 'far' }) },
      },
      { clouds: { island: cloud({ storageAudience: 5 }) }, credentials: { far: { ...FAR, secretUri: 'hunter2' } } },
    );

    // Act
    const { routes } = loadRoutes(text);
    const mistakes = mistakesOf(text);

    // Assess
    expect([...routes.keys()]).toEqual(['good']);
    expect(mistakes).toEqual([
      'clouds.island.storageAudience: is 5; a token audience, like https://storage.azure.com',
      expect.stringContaining('credentials.far.secretUri: is another text (not repeated here: it may hold a secret); '),
      'routes.a.source.cloud: names clouds.island, which has a mistake; clouds.island without mistakes',
      'routes.b.target.credential: names credentials.far, which has a mistake; credentials.far without mistakes',
    ]);
    expect(JSON.stringify(mistakes)).not.toContain('hunter2');
  });

  it('leaves out every route when the defaults have a mistake', () => {
    const text = fileOf({ a: { source: source() } }, { defaults: { copy: { concurrency: 0 } } });
    expect(loadRoutes(text).routes.size).toBe(0);
    expect(mistakesOf(text)).toEqual([
      'defaults.copy.concurrency: is 0; a whole number from 1 to 64',
      'routes.a: uses the defaults, which have a mistake; defaults without mistakes',
    ]);
  });

  it.each([
    [
      'an unknown key with a near one',
      { sorce: source(), target: target() },
      'routes.a.sorce: is not a setting here; "source", perhaps',
    ],
    [
      'an unknown key',
      { source: source({ password: 'x' }) },
      'routes.a.source.password: is not a setting here; one of registryId, pipeline, containerUri, storageAccountId, pipelineSettings, cloud, credential, sasSecretUri',
    ],
    [
      'an unknown cloud',
      { source: source({ cloud: 'usgov' }) },
      'routes.a.source.cloud: is "usgov", which is not defined; "usGov", perhaps',
    ],
    [
      'a key that every object inherits',
      { source: source({ cloud: 'constructor' }) },
      'routes.a.source.cloud: is "constructor", which is not defined; public, usGov, china or a name in clouds',
    ],
    [
      'an unknown credential',
      { source: source({ credential: 'far' }) },
      'routes.a.source.credential: is "far", which is not defined; default or a name in credentials',
    ],
    [
      'a pipeline with a hyphen',
      { source: source({ pipeline: 'export-ferry' }) },
      'routes.a.source.pipeline: is "export-ferry"; 5 to 50 letters and digits: the name of the pipeline',
    ],
    [
      'a missing field',
      { source: source({ pipeline: undefined }) },
      'routes.a.source.pipeline: is missing; 5 to 50 letters and digits: the name of the pipeline',
    ],
    [
      'a number as text',
      { source: source(), copy: { concurrency: '4' } },
      'routes.a.copy.concurrency: is "4"; a whole number from 1 to 64',
    ],
    ['a list', [], 'routes.a: is a list; an object: { … }'],
    [
      'one registry twice',
      { source: source(), target: target({ registryId: source().registryId.replace('images', 'IMAGES') }) },
      "routes.a.target.registryId: is the source's own registry; a registry other than the source's",
    ],
    [
      'one container twice',
      { source: source(), target: target({ containerUri: `${source().containerUri}/` }) },
      "routes.a.target.containerUri: is the source's own container; a container other than the source's: a copy must not overwrite what it reads",
    ],
  ])('names %s', (_, route, mistake) => {
    expect(mistakesOf(fileOf({ a: route }))).toEqual([mistake]);
  });

  it.each([
    ['no JSON', '{"version":1,\n"routes":{]}', 'line 2, column 11: has an unexpected "]"; a key in double quotes'],
    ['no object', '[]', 'file: is a list; an object with "version" and "routes"'],
    ['another version', '{"version":2,"routes":{}}', 'version: is 2; 1'],
    ['no version', '{"routes":{}}', 'version: is missing; 1'],
    ['no routes', '{"version":1}', 'routes: is missing; an object: { "name": route }'],
    ['null as routes', '{"version":1,"routes":null}', 'routes: is null; an object: { "name": route }'],
    [
      'empty routes',
      '{"version":1,"routes":{}}',
      'routes: is empty; at least one route: { "name": { "source": { … }, "target": { … } } }',
    ],
    ['nothing in it', '', 'file: is empty; an object with "version" and "routes"'],
    ['nothing but a byte order mark', '\uFEFF', 'file: is empty; an object with "version" and "routes"'],
    ['nothing but white space', ' \r\n\t', 'file: is white space only; an object with "version" and "routes"'],
    ['null', ' null\n', 'file: is null; an object with "version" and "routes"'],
    ['an empty object', '{}', 'file: is empty; an object with "version" and "routes"'],
  ])('gives no routes for a file with %s', (_, text, mistake) => {
    expect(loadRoutes(text).routes.size).toBe(0);
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  it.each(['Prod', '-a', 'a-', 'a_b', 'x'.repeat(41), ''])('refuses %j as the name of a route', (name) => {
    const { routes, mistakes } = loadRoutes(fileOf({ [name]: { source: source() }, ok: { source: source() } }));
    expect([...routes.keys()]).toEqual(['ok']);
    expect(mistakes).toEqual([expect.objectContaining({ problem: 'is not a valid name of a route' })]);
  });

  it('names an unknown key of a credential, and does not repeat what stands where a secret URI may stand', () => {
    // Prepare
    const text = fileOf(
      { a: { source: source({ sasSecretUri: 'hunter2' }) } },
      { credentials: { far: { ...FAR, tenantID: FAR.tenantId } } },
    );

    // Act
    const mistakes = mistakesOf(text);

    // Assess
    expect(mistakes).toEqual([
      'credentials.far.tenantID: is not a setting here; "tenantId", perhaps',
      expect.stringContaining(
        'routes.a.source.sasSecretUri: is another text (not repeated here: it may hold a secret); ',
      ),
    ]);
  });

  const ID = source().registryId;
  it.each([
    ['upper case', ID.toUpperCase()],
    ['lower case', ID.toLowerCase()],
    ['resourcegroups', ID.replace('resourceGroups', 'resourcegroups')],
    ['a slash at the end', `${ID}/`],
  ])('takes a resource id in %s for the same registry', (_, registryId) => {
    expect(mistakesOf(fileOf({ a: { source: source(), target: target({ registryId }) } }))).toEqual([
      "routes.a.target.registryId: is the source's own registry; a registry other than the source's",
    ]);
    const { source: end } = loadRoutes(fileOf({ a: { source: source({ registryId }) } })).routes.get('a') ?? {};
    const group = `/subscriptions/${end?.subscriptionId}/resourceGroups/${end?.resourceGroup}`;
    expect(end?.registryId).toBe(`${group}/providers/Microsoft.ContainerRegistry/registries/${end?.registryName}`);
  });

  it.each([
    'images',
    'größe',
    'Бэкап',
    '東京',
    'مجموعة',
    'rg_1.2-(neu)',
    '(',
    'x'.repeat(90),
    '\u{20000}'.repeat(90),
    'a٣',
  ])('takes the resource group %s', (group) => {
    const { routes, mistakes } = loadRoutes(
      fileOf({ a: { source: source({ registryId: ID.replace('images', group) }) } }),
    );
    expect(mistakes).toEqual([]);
    expect(routes.get('a')?.source?.resourceGroup).toBe(group);
  });

  it.each(['', 'images.', '.', 'x'.repeat(91), 'a b', 'a/b', 'a%20b', 'a&b', 'a²', 'a€', 'a\u3164b'])(
    'refuses the resource group %j',
    (group) => {
      expect(mistakesOf(fileOf({ a: { source: source({ registryId: ID.replace('images', group) }) } }))).toHaveLength(
        1,
      );
    },
  );

  it('compares resource groups of other scripts without letter case', () => {
    const ends = (one: string, other: string) => ({
      source: source({ registryId: ID.replace('images', one) }),
      target: target({ registryId: ID.replace('images', other) }),
    });
    expect(mistakesOf(fileOf({ a: ends('größe', 'GRÖßE') }))).toHaveLength(1);
    expect(mistakesOf(fileOf({ a: ends('бэкап', 'БЭКАП') }))).toHaveLength(1);
    expect(mistakesOf(fileOf({ a: ends('straße', 'STRASSE') }))).toEqual([]);
  });

  it.each([
    'https://builds.blob.core.windows.net/exports/',
    'https://builds.blob.core.windows.net/exports//',
    'https://builds.blob.core.windows.net:443/exports',
    'https://builds.blob.core.windows.net:0443/exports/',
    'https://BUILDS.Blob.Core.Windows.NET/exports',
    'HTTPS://builds.blob.core.windows.net./exports',
  ])('takes %s for the container that it is', (containerUri) => {
    const { routes } = loadRoutes(fileOf({ a: { source: source({ containerUri }) } }));
    expect(routes.get('a')?.source?.containerUri).toBe('https://builds.blob.core.windows.net/exports');
    expect(mistakesOf(fileOf({ a: { source: source(), target: target({ containerUri }) } }))).toEqual([
      expect.stringContaining("is the source's own container"),
    ]);
  });

  it.each([
    'https://builds-secondary.blob.core.windows.net/exports',
    'https://builds.dfs.core.windows.net/exports',
    'https://builds.privatelink.blob.core.windows.net/exports',
  ])('does not take %s for another container', (containerUri) => {
    expect(mistakesOf(fileOf({ a: { source: source(), target: target({ containerUri }) } }))).toEqual([
      expect.stringContaining("is the source's own container"),
    ]);
  });

  it.each([
    'https://builds.blob.core.windows.net:444/exports',
    'https://builds.blob.core.windows.net/exports2',
    'https://builds2.blob.core.windows.net/exports',
  ])('takes %s for another container', (containerUri) => {
    expect(mistakesOf(fileOf({ a: { source: source(), target: target({ containerUri }) } }))).toEqual([]);
  });

  it('keeps the port and the account of an emulator', () => {
    const containerUri = 'https://LocalHost:10010/account/exports/';
    const { routes } = loadRoutes(fileOf({ a: { source: source({ containerUri }) } }));
    expect(routes.get('a')?.source?.containerUri).toBe('https://localhost:10010/account/exports');
  });

  it('gives endpoints and secret URIs their one spelling, and leaves audiences as they are', () => {
    const secretUri = `HTTPS://MyVault.vault.azure.net:443/Secrets/Far-Cloud/${'0A'.repeat(16)}/`;
    const island = cloud({
      resourceManagerEndpoint: 'https://Management.cloud.example:443//',
      loginEndpoint: 'HTTPS://LOGIN.cloud.example:8443/',
      registryAudience: 'https://Registry.cloud.example:443/',
    });
    const end = source({ cloud: 'island', credential: 'far', sasSecretUri: secretUri });
    const rest = { clouds: { island }, credentials: { far: { ...FAR, secretUri } } };
    const { routes, mistakes } = loadRoutes(fileOf({ a: { source: end } }, rest));
    const normal = `https://myvault.vault.azure.net/secrets/Far-Cloud/${'0a'.repeat(16)}`;
    expect(mistakes).toEqual([]);
    expect(routes.get('a')?.source).toMatchObject({
      sasSecretUri: normal,
      credential: { secretUri: normal },
      cloud: {
        resourceManagerEndpoint: 'https://management.cloud.example',
        loginEndpoint: 'https://login.cloud.example:8443',
        registryAudience: 'https://Registry.cloud.example:443/',
      },
    });
  });

  it.each([
    'https://a:b:c',
    'https://a:99999',
    'https://[',
    'https://a%2Fb',
    'https://a\\b',
    'https://',
    'https://a|b/',
  ])('refuses %s, which no URL is, wherever one has to be', (url) => {
    const rest = {
      clouds: { island: cloud({ loginEndpoint: url }) },
      credentials: { far: { ...FAR, secretUri: `${url}/secrets/x` } },
    };
    const end = source({ containerUri: `${url}/exports`, sasSecretUri: `${url}/secrets/x` });
    expect(loadRoutes(fileOf({ a: { source: end } }, rest)).mistakes.map(({ path }) => path)).toEqual([
      'clouds.island.loginEndpoint',
      'credentials.far.secretUri',
      'routes.a.source.containerUri',
      'routes.a.source.sasSecretUri',
    ]);
  });

  it('refuses to let the default credential or an odd name be defined', () => {
    const routes = { a: { source: source() } };
    expect(mistakesOf(fileOf(routes, { credentials: { default: { type: 'managedIdentity' } }, 'a b': {} }))).toEqual([
      expect.stringContaining('a b'),
      expect.stringMatching(/^credentials\.default: is always the app's managed identity; .*FERRY_IDENTITY_CLIENT_ID$/),
    ]);
    expect(mistakesOf(fileOf(routes, { clouds: { 'my cloud': cloud() } }))).toEqual([
      expect.stringContaining('clouds["my cloud"]: is not a valid name'),
    ]);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(loadRoutes(`\uFEFF${fileOf({ a: { source: source() } })}`).mistakes).toEqual([]);
  });

  it('takes the bytes of a file in UTF-8, and names another encoding', () => {
    const text = fileOf({ a: { source: source() } });
    expect(loadRoutes(Buffer.from(text)).mistakes).toEqual([]);
    expect(loadRoutes(Buffer.from(`\uFEFF${text}`)).mistakes).toEqual([]);
    expect(loadRoutes(Buffer.from(text, 'utf16le')).mistakes).toEqual([
      { path: 'file', problem: 'is UTF-16 without a byte order mark', expected: 'UTF-8' },
    ]);
    expect(loadRoutes(Buffer.from(`${text.slice(0, -1)}é`, 'latin1')).mistakes).toEqual([
      expect.objectContaining({ problem: 'has the byte 0xE9, which is not UTF-8' }),
    ]);
    expect(loadRoutes(new Uint8Array()).mistakes).toEqual([expect.objectContaining({ problem: 'is empty' })]);
  });

  const INVISIBLE = [
    ...['\u200B', '\u00A0', '\u202E', '\u2066', '\u00AD', '\uFEFF', '\u0007', '\u0000', '\u007F', '\u2028', '\u3164'],
    ...['\u180E', '\u2003', '\u3000', '\u{E0041}', '\u2800', '\uFE0F'],
  ].map((character) => [codePoint(character), character] as const);

  it.each(INVISIBLE)('names %s in any value, in any key, and between the parts of the file', (name, character) => {
    const problem = `has the invisible character ${name}`;
    const far = (secretUri: string) => ({ credentials: { far: { ...FAR, secretUri } } });
    const routes = (end: object, name = 'a') => ({ [name]: { source: source(end) } });
    const files: [path: string, file: string][] = [
      ...Object.entries(source({ cloud: 'usGov', credential: 'default', sasSecretUri: SECRET_URI })).map(
        ([field, value]): [string, string] => [
          `routes.a.source.${field}`,
          fileOf(routes({ [field]: value.slice(0, -2) + character + value.slice(-2) })),
        ],
      ),
      ['credentials.far.secretUri', fileOf(routes({}), far(SECRET_URI + character))],
      ['clouds.island.storageAudience', withCloud({ storageAudience: `https://a.example/${character}` })],
      ['clouds.island.loginEndpoint', withCloud({ loginEndpoint: `https://login${character}.example` })],
      ['', fileOf(routes({ [`cloud${character}`]: 'public' }))],
      ['', fileOf(routes({}, `prod${character}`))],
      ['', fileOf(routes({}), { clouds: { [`island${character}`]: cloud() } })],
      ['', fileOf(routes({}), { [`defaults${character}`]: {} })],
    ];
    for (const [path, file] of files) {
      expect(loadRoutes(file).mistakes).toEqual([
        expect.objectContaining({ problem, ...(path !== '' && { path }) }) as unknown,
      ]);
    }
    expect(mistakesOf(`{"version":1,${character}"routes":{}}`)[0]).toContain(`line 1, column 14: ${problem}`);
    expect(mistakesOf(`{"version":1${character}}`)[0]).toContain(`line 1, column 13: ${problem}`);
    expect(mistakesOf(`{${character}"version":1}`)[0]).toContain(`line 1, column 2: ${problem}`);
  });

  it.each([
    [
      'a SAS in a container URI',
      { a: { source: source({ containerUri: 'https://x.blob.core.windows.net/exports?sv=2024&sig=SECRET' }) } },
    ],
    ['a SAS in a broken URI', { a: { source: source({ containerUri: 'x.blob.core.windows.net?sig=SECRET' }) } }],
    ['a SAS as a key', { a: { source: source({ '?sv=2024&sig=SECRET': 1 }) } }],
    [
      'a user name in a URI',
      { a: { source: source({ containerUri: 'https://me:SECRET@x.blob.core.windows.net/exports' }) } },
    ],
    ['an account key', { a: { source: source({ pipeline: `AccountKey=SECRET` }) } }],
    ['a long token', { a: { source: source({ credential: `SECRET${'a1B2'.repeat(12)}` }) } }],
    ['a SAS as the name of a route', { '?sig=SECRET': { source: source() } }],
  ])('does not repeat %s', (_, routes) => {
    const { mistakes } = loadRoutes(fileOf(routes));
    expect(mistakes).not.toEqual([]);
    expect(JSON.stringify(mistakes)).not.toContain('SECRET');
  });

  it('does not repeat the text of a file that is no JSON', () => {
    const { mistakes } = loadRoutes('{"a": "?sv=2024&sig=SECRET" "b"}');
    expect(mistakes).toHaveLength(1);
    expect(JSON.stringify(mistakes)).not.toContain('SECRET');
  });

  it.each([
    'https://acct.blob.core.windows.net/exports',
    'https://acct.blob.core.usgovcloudapi.net/my-exports/',
    'https://127.0.0.1:10010/account/exports',
    'https://localhost:10010/account/exports',
    'https://localhosts.blob.core.windows.net/exports',
  ])('accepts the container %s', (containerUri) => {
    expect(mistakesOf(fileOf({ a: { source: source({ containerUri }) } }))).toEqual([]);
  });

  it.each([
    'http://acct.blob.core.windows.net/exports',
    'https://acct.blob.core.windows.net',
    'https://acct.blob.core.windows.net/exports/folder',
    'https://acct.blob.core.windows.net/Exports',
    'https://acct.blob.core.windows.net/my--exports',
    'https://acct.blob.core.windows.net/ab',
    'https://127.0.0.1:10010/exports',
    'https://acct.blob.core.windows.net/exports#x',
  ])('refuses the container %s', (containerUri) => {
    expect(mistakesOf(fileOf({ a: { source: source({ containerUri }) } }))).toHaveLength(1);
  });
});
