import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deployInfra, MAIN, SUBSCRIPTION } from '../deployInfra';
import type { Deployed } from '../template/deployTemplate';

const SIGN_IN = {
  signInClientId: '22222222-3333-4444-8555-666666666666',
  signInIssuer: 'https://login.example/t/v2.0',
};

function deploy(given: Record<string, unknown> = {}) {
  const { resources } = deployInfra(given);
  const all = (type: string): Deployed[] => resources.filter((one) => one.type === type);
  return {
    all,
    one: (type: string): Deployed => {
      const [found, ...others] = all(type);
      if (!found || others.length > 0) throw new Error(`There are ${all(type).length} of ${type}.`);
      return found;
    },
    settings: all('Microsoft.Web/sites/config').find(({ id }) => id.endsWith('/appsettings'))?.properties ?? {},
    signIn: all('Microsoft.Web/sites/config').find(({ id }) => id.endsWith('/authsettingsV2'))?.properties,
  };
}

describe('the log', () => {
  it('is written with the identity of the app: keys count nowhere', () => {
    const { one, all, settings } = deploy();
    const insights = one('Microsoft.Insights/components');
    const workspace = one('Microsoft.OperationalInsights/workspaces');
    expect(insights.properties).toMatchObject({ DisableLocalAuth: true, WorkspaceResourceId: workspace.id });
    expect(workspace.properties).toMatchObject({ features: { disableLocalAuth: true } });
    expect(settings).toMatchObject({
      APPLICATIONINSIGHTS_CONNECTION_STRING: expect.stringContaining('InstrumentationKey='),
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${String(settings['FERRY_IDENTITY_CLIENT_ID'])};Authorization=AAD`,
    });
    const writers = all('Microsoft.Authorization/roleAssignments').filter((grant) => grant.extends === insights.id);
    expect(writers.map(({ properties }) => properties['roleDefinitionId'])).toEqual([
      expect.stringMatching(/3913510d-42f4-4e42-8a64-420c390055eb$/),
    ]);
  });

  it('is not made where nobody wants it, and nothing asks for it then', () => {
    const { all, settings } = deploy({ monitoring: false, nightlyRoutes: ['prod'], alertEmails: ['ops@example.com'] });
    for (const type of ['components', 'scheduledQueryRules', 'workbooks', 'actionGroups', 'diagnosticSettings']) {
      expect(all(`Microsoft.Insights/${type}`)).toEqual([]);
    }
    expect(Object.keys(settings).filter((name) => name.startsWith('APPLICATIONINSIGHTS'))).toEqual([]);
  });

  it('gets what is done with state, secrets and app; reads of blobs where asked for', () => {
    const diagnosed = (given: Record<string, unknown>) =>
      deploy(given)
        .all('Microsoft.Insights/diagnosticSettings')
        .map((one) => one.extends?.split('/providers/')[1]);
    expect(diagnosed({})).toEqual([
      expect.stringMatching(/^Microsoft.Web\/sites\/func-ferry/),
      expect.stringMatching(/storageAccounts\/ferryhost\w+\/blobServices\/default$/),
      expect.stringMatching(/storageAccounts\/ferrystate\w+\/blobServices\/default$/),
      expect.stringMatching(/storageAccounts\/ferryexp\w+\/blobServices\/default$/),
      expect.stringMatching(/storageAccounts\/ferryimp\w+\/blobServices\/default$/),
      expect.stringMatching(/^Microsoft.KeyVault\/vaults\/kv-ferry/),
    ]);
    const others = `/subscriptions/${SUBSCRIPTION}/resourceGroups/others/providers/Microsoft.KeyVault/vaults/theirs`;
    expect(diagnosed({ vaultId: others })).toHaveLength(5);
    const readsLogged = (given: Record<string, unknown>) =>
      deploy(given)
        .all('Microsoft.Insights/diagnosticSettings')
        .flatMap(({ properties }) => properties['logs'] as { category: string; enabled: boolean }[])
        .filter(({ category, enabled }) => category === 'StorageRead' && enabled).length;
    expect([readsLogged({}), readsLogged({ storageReadLogs: true })]).toEqual([0, 4]);
  });

  it('gets what is done with each account and vault that is made, and nothing of those that were there', () => {
    const named = `/subscriptions/${SUBSCRIPTION}/resourceGroups/others/providers/Microsoft.Storage/storageAccounts/theirs`;
    const variants = (['both', 'exportOnly', 'importOnly'] as const).flatMap((role) =>
      (['ManagedIdentity', 'SasToken'] as const).flatMap((storageAccessMode) =>
        ['', named].map((sourceStorageAccountId) => ({ role, storageAccessMode, sourceStorageAccountId })),
      ),
    );
    for (const variant of variants) {
      const { all } = deploy(variant);
      const made = [
        ...all('Microsoft.Storage/storageAccounts').map(({ id }) => `${id}/blobServices/default`),
        ...[...all('Microsoft.KeyVault/vaults'), ...all('Microsoft.Web/sites')].map(({ id }) => id),
      ];
      const diagnosed = all('Microsoft.Insights/diagnosticSettings').map((one) => one.extends);
      expect([variant, diagnosed.toSorted()]).toEqual([variant, made.toSorted()]);
    }
  });
});

describe('alerts', () => {
  const rulesOf = (given: Record<string, unknown>) => deploy(given).all('Microsoft.Insights/scheduledQueryRules');

  it('go to whoever is named, and to nobody else', () => {
    const { one, all } = deploy({ alertEmails: ['ops@example.com', 'dev@example.com'] });
    const group = one('Microsoft.Insights/actionGroups');
    expect(group.properties['emailReceivers']).toMatchObject([
      { emailAddress: 'ops@example.com' },
      { emailAddress: 'dev@example.com' },
    ]);
    for (const { properties } of all('Microsoft.Insights/scheduledQueryRules')) {
      expect(properties['actions']).toEqual({ actionGroups: [group.id] });
    }
    expect(deploy().all('Microsoft.Insights/actionGroups')).toEqual([]);
    expect(rulesOf({}).map(({ properties }) => properties['actions'])).toEqual(Array(4).fill({ actionGroups: [] }));
  });

  it('miss the success of the routes that are named, looking back as far as that takes', () => {
    expect(rulesOf({}).filter(({ id }) => id.endsWith('no-success'))).toEqual([]);
    const [rule] = rulesOf({ nightlyRoutes: ['prod', 'base-images'], nightlyHours: 47 }).filter(({ id }) =>
      id.endsWith('no-success'),
    );
    const query = JSON.stringify(rule?.properties['criteria']);
    expect(query).toContain('ago(47h)');
    // A row of this very moment may lie outside of the window that the rule looks at.
    expect(query).toContain('TimeGenerated = ago(1m)');
    expect(query).toContain(String.raw`dynamic([\"prod\",\"base-images\"])`);
    expect(rule?.properties['overrideQueryTimeRange']).toBe('P2D');
  });

  it('warn of a SAS in the days that are asked for', () => {
    const [rule] = rulesOf({ sasWarningDays: 30 }).filter(({ id }) => id.endsWith('sas-end'));
    expect(JSON.stringify(rule?.properties['criteria'])).toContain('now(30d)');
  });

  it('look no more often than they look back', () => {
    const minutes: Record<string, number> = { PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60, PT6H: 360, P1D: 1440 };
    for (const { id, properties } of rulesOf({ nightlyRoutes: ['prod'] })) {
      const [every, window] = [properties['evaluationFrequency'] as string, properties['windowSize'] as string];
      expect([id, (minutes[every] ?? NaN) <= (minutes[window] ?? NaN)]).toEqual([id, true]);
    }
  });
});

describe('the workbook', () => {
  it('reads the workspace of this deployment', () => {
    const { one } = deploy();
    const { id } = one('Microsoft.OperationalInsights/workspaces');
    const { sourceId, serializedData } = one('Microsoft.Insights/workbooks').properties;
    expect(sourceId).toBe(id);
    expect(JSON.parse(serializedData as string)).toMatchObject({ fallbackResourceIds: [id] });
  });
});

describe('sign-in', () => {
  it('is believed where it is enforced, and only there', () => {
    const without = deploy({ appSettings: { FERRY_TRUST_SIGN_IN: 'true' } });
    expect([without.settings['FERRY_TRUST_SIGN_IN'], without.signIn]).toEqual(['false', undefined]);
    const { settings, signIn } = deploy(SIGN_IN);
    expect(settings['FERRY_TRUST_SIGN_IN']).toBe('true');
    expect(signIn).toMatchObject({
      platform: { enabled: true },
      globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' },
      httpSettings: { requireHttps: true },
      identityProviders: {
        azureActiveDirectory: {
          registration: { clientId: SIGN_IN.signInClientId, openIdIssuer: SIGN_IN.signInIssuer },
          validation: { allowedAudiences: [SIGN_IN.signInClientId] },
        },
      },
    });
  });

  it('is there before the app believes it', () => {
    const app = MAIN.resources['functionApp']?.properties?.template?.resources ?? {};
    expect(app['app::signInFront']?.type).toBe('Microsoft.Web/sites/config');
    expect(app['app::appSettings']?.['dependsOn']).toContain('app::signInFront');
  });

  it('lets events through, and no operation of the API', () => {
    const { excludedPaths } = deploy(SIGN_IN).signIn?.['globalValidation'] as { excludedPaths: string[] };
    const host = JSON.parse(readFileSync(path.join(__dirname, '../../../host.json'), 'utf8')) as Host;
    // The second is how the platform learns of functions after a deployment: Azure/azure-functions-core-tools 4196.
    expect(excludedPaths).toEqual(['/runtime/webhooks/EventGrid', '/admin/host/synctriggers']);
    for (const excluded of excludedPaths)
      expect(excluded).not.toMatch(new RegExp(`^/?${host.extensions.http.routePrefix}`));
  });

  it('without an issuer is refused: tokens of anybody would do', () => {
    expect(() => deploy({ signInClientId: SIGN_IN.signInClientId })).toThrow('signInIssuer is missing');
  });
});

describe('the lock', () => {
  it('keeps the account of ledger and state from being deleted, unless somebody says otherwise', () => {
    const lock = deploy().one('Microsoft.Authorization/locks');
    expect(lock.extends).toMatch(/\/Microsoft.Storage\/storageAccounts\/ferrystate\w+$/);
    expect(lock.properties).toMatchObject({ level: 'CanNotDelete' });
    expect(deploy({ locks: false }).all('Microsoft.Authorization/locks')).toEqual([]);
  });
});

interface Host {
  extensions: { http: { routePrefix: string } };
}
