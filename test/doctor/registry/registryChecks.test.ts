import { registryExists } from '../../../src/doctor/registry/registryExists';
import { registryExportPolicy } from '../../../src/doctor/registry/registryExportPolicy';
import { registryPremium } from '../../../src/doctor/registry/registryPremium';
import { registryReachable } from '../../../src/doctor/registry/registryReachable';
import { registryReadable } from '../../../src/doctor/registry/registryReadable';
import { registryReplications } from '../../../src/doctor/registry/registryReplications';
import { registryRetention } from '../../../src/doctor/registry/registryRetention';
import { registrySoftDelete } from '../../../src/doctor/registry/registrySoftDelete';
import { REGISTRY_CHECKS } from '../../../src/doctor/registry/registryChecks';
import { AccessDeniedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { RegistryFacts } from '../../../src/domain/ports/registryFacts';
import { ACR_PULL } from '../../../src/domain/roles/builtInRoles';
import { MACHINE } from '../../../src/services/machine';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { route, TARGET } from '../../helpers/route';
import { look } from '../look';

const having = (changes: Partial<RegistryFacts>) => {
  const ports = doctorPorts();
  for (const registry of ['builds', 'production']) ports.registries.changed.set(registry, changes);
  return ports;
};
const gone = () => {
  const ports = doctorPorts();
  ports.registries.changed.set('production', undefined);
  return ports;
};

describe('checks of registries', () => {
  it.each(REGISTRY_CHECKS.map((check) => [check.code, check] as const))('%s: nothing wrong', async (_code, check) => {
    expect(await look(check, doctorPorts())).toMatchObject({ status: 'ok' });
  });

  it.each(REGISTRY_CHECKS.map((check) => [check.code, check] as const))(
    '%s: one that is not there turns one row red',
    async (code, check) => {
      const { status } = await look(check, gone());
      expect(status).toBe(code === 'registry_exists' ? 'failed' : 'notCheckable');
    },
  );

  it('registry_exists leaves out the command where a name is more than text to a shell', async () => {
    const ports = doctorPorts();
    ports.registries.changed.set('a$(b)', undefined);
    const target = { ...TARGET, registryName: 'a$(b)' };
    const found = await look(registryExists, ports, { route: route({ target }) });
    expect([found.status, found.fix?.command]).toEqual(['failed', undefined]);
  });

  it.each(['Standard', 'Basic'])('registry_premium: %s is red', async (sku) => {
    expect(await look(registryPremium, having({ sku }))).toMatchObject({
      status: 'failed',
      fix: { command: 'az acr update --name production --sku Premium' },
    });
  });

  it('registry_export_policy: disabled is red', async () => {
    expect(await look(registryExportPolicy, having({ exportPolicy: 'disabled' }), { name: 'source' })).toMatchObject({
      status: 'failed',
      fix: { command: expect.stringContaining('exportPolicy.status=enabled') as string },
    });
  });

  it('registry_replications: one that failed is yellow, and its own region cannot be made anew', async () => {
    const failed = { name: 'northeurope', location: 'northeurope', state: 'Failed', words: 'Failed: no capacity' };
    const ports = doctorPorts();
    ports.registries.replicated.set('production', [failed]);
    const found = await look(registryReplications, ports);
    expect(found).toMatchObject({ status: 'warning', evidence: expect.stringContaining('no capacity') as string });
    expect(found.fix?.command).toBe(
      'az acr replication delete --registry production --name northeurope && az acr replication create --registry production --name northeurope --location northeurope',
    );
    ports.registries.replicated.set('production', [{ ...failed, name: 'westeurope', location: 'westeurope' }]);
    expect((await look(registryReplications, ports)).fix?.command).toBeUndefined();
    ports.registries.replicated.set('production', [{ ...failed, state: 'Succeeded' }]);
    expect(await look(registryReplications, ports)).toMatchObject({
      status: 'ok',
      evidence: expect.stringContaining('northeurope') as string,
    });
  });

  it('registry_retention: enabled is yellow', async () => {
    expect(await look(registryRetention, having({ retention: { status: 'enabled', days: 3 } }))).toMatchObject({
      status: 'warning',
      evidence: expect.stringContaining('3 days') as string,
    });
  });
});

describe('registry_soft_delete', () => {
  const softly = (changes: Partial<RegistryFacts> = {}) => {
    const ports = having(changes);
    ports.registries.softDeletes.set('production', { status: 'Enabled', days: 30 });
    return ports;
  };
  const there = (location: string) => ({ name: location, location, state: 'Succeeded', words: '' });

  it('tells for how long what is deleted can be restored', async () => {
    const ports = softly();
    ports.registries.replicated.set('production', [there('westeurope')]);
    expect(await look(registrySoftDelete, ports)).toMatchObject({
      ...{ status: 'ok', evidence: expect.stringMatching(/restored for 30 days, and is billed/) as string },
    });
  });

  it('is yellow beside what the service does not support with it', async () => {
    const ports = softly({ retention: { status: 'enabled', days: 7 } });
    ports.registries.replicated.set('production', [there('westeurope'), there('northeurope')]);
    expect(await look(registrySoftDelete, ports)).toMatchObject({
      status: 'warning',
      evidence: expect.stringMatching(/replications \(northeurope\) and a retention policy/) as string,
      fix: { command: 'az acr config soft-delete update --registry production --status disabled' },
    });
    ports.registries.softDeletes.set('production', { status: 'disabled' });
    expect((await look(registrySoftDelete, ports)).status).toBe('ok');
  });

  it('cannot be told where the API version does not tell', async () => {
    const ports = softly();
    ports.registries.softDeletes.set('production', undefined);
    expect(await look(registrySoftDelete, ports)).toMatchObject({
      ...{ status: 'notCheckable', evidence: expect.stringContaining('2025-06-01-preview') as string },
    });
  });
});

describe('registry_reachable', () => {
  const URL = 'https://production.azurecr.io/v2/';

  it('is red where network rules answer, or nothing does', async () => {
    const ports = having({ publicNetworkAccess: 'Disabled', privateEndpoints: 1 });
    ports.endpoints.looks.set(URL, { answers: true, status: 403, words: 'DENIED: client with IP' });
    const found = await look(registryReachable, ports);
    expect([found.status, found.evidence]).toEqual(['failed', expect.stringContaining('client with IP')]);
    expect(found.fix?.command).toBe(
      'az acr update --name production --public-network-enabled true --default-action Allow',
    );
    ports.endpoints.looks.set(URL, { answers: false, isDistrusted: false, words: 'ENOTFOUND' });
    expect(await look(registryReachable, ports)).toMatchObject({ status: 'failed' });
  });

  it('is green behind a private endpoint that the app reaches', async () => {
    const ports = having({
      publicNetworkAccess: 'Disabled',
      defaultAction: 'Deny',
      ipRules: ['1.2.3.4'],
      privateEndpoints: 1,
    });
    const found = await look(registryReachable, ports);
    expect([found.status, found.evidence]).toEqual(['ok', expect.stringContaining('Disabled')]);
  });
});

describe('registry_readable', () => {
  const SELECTING = route({ select: { rules: [{ repositories: ['app/**'] }] } });
  const refusing = (error: Error, changes: Partial<RegistryFacts> = {}) => ({
    ...having(changes),
    listing: { ...doctorPorts().listing, repositories: () => Promise.reject(error) },
  });
  const denied = (words: string) => new AccessDeniedError('list repositories', 'AcrPull', { words });

  const ABAC = { roleAssignmentMode: 'AbacRepositoryPermissions' };

  it('names the roles of the mode that the registry is in', async () => {
    const legacy = await look(registryReadable, refusing(denied('401')));
    const abac = await look(registryReadable, refusing(denied('401'), ABAC), { route: SELECTING });
    expect([legacy.status, legacy.fix?.command]).toEqual(['failed', expect.stringContaining('"AcrPull"')]);
    expect([abac.status, abac.fix?.command]).toEqual([
      'failed',
      expect.stringMatching(/Repository Reader".* && .*Catalog Lister"/),
    ]);
  });

  it('names it propagation where the app was given the role less than ten minutes ago', async () => {
    const ports = {
      ...refusing(denied('401')),
      machine: { ...MACHINE, now: () => Date.parse('2026-12-01T12:00:00Z') },
    };
    const { assignments } = ports.roleAssignments;
    ports.permissions.principalId = '00000000-0000-4000-8000-0000000000bb';
    const { roleDefinitionId } = ACR_PULL;
    const given = { roleDefinitionId, scope: TARGET.registryId, principalId: ports.permissions.principalId };
    assignments.push({ ...given, createdOn: '2026-12-01T11:55:00Z' });
    expect(await look(registryReadable, ports)).toMatchObject({
      ...{ status: 'warning', fix: { say: expect.stringContaining('2026-12-01T12:05:00') as string } },
    });
  });

  it('is yellow where nothing of the route selects: what is named may be readable without a list', async () => {
    const ports = refusing(denied('401'), ABAC);
    expect(await look(registryReadable, ports)).toMatchObject({ status: 'warning' });
    for (const selecting of [
      SELECTING,
      route({ schedules: [{ name: 'daily', cron: '0 3 * * *', timeZone: 'UTC', onMissed: 'run' }] }),
      route({ onPush: { quietSeconds: 30, maxWaitSeconds: 300 } }),
    ])
      expect(await look(registryReadable, ports, { route: selecting })).toMatchObject({ status: 'failed' });
  });

  it('assigns the roles to the identity of the end, as far as it is known', async () => {
    const principalId = '00000000-0000-4000-8000-0000000000bb';
    const ports = refusing(denied('401'));
    const command = async (at = route()) => (await look(registryReadable, ports, { route: at })).fix?.command;
    expect(await command()).toContain('--assignee-object-id "$FERRY_PRINCIPAL_ID" ');
    const own = { name: 'other', type: 'managedIdentity', clientId: principalId } as const;
    const byClient = await command(route({ target: { ...TARGET, credential: own } }));
    expect(byClient).toContain(`--assignee-object-id $(az ad sp show --id ${principalId} `);
    ports.permissions.principalId = principalId;
    expect(await command()).toContain(`--assignee-object-id ${principalId} `);
  });

  it('leaves the network to its own row, and weather to the weather', async () => {
    await expect(look(registryReadable, refusing(denied('403 aka.ms/acr/firewall')))).rejects.toThrow('firewall');
    const weather = new ServiceUnavailableError('list repositories', { words: '503' });
    await expect(look(registryReadable, refusing(weather))).rejects.toThrow('503');
  });
});
