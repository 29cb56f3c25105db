import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../../local/stackNames';
import { identityCredential } from '../../local/demo/identityCredential';
import { issuerOf } from '../../local/identity/startIdentity';
import { connectRegistry } from '../../local/demo/registryClient';
import type { PipelineList, PipelinesApplied } from '../../src/functions/http/schemas/pipelineView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import type { RunList } from '../../src/functions/http/schemas/runView';
import { rsaCertificate } from '../azure/identity/rsaCertificate';
import { findSecrets } from './helpers/findSecrets';
import { inspectRuns, type LoggedRequest } from './helpers/inspectRuns';
import { request } from './helpers/request';
import { ROUTE, type Ferry, type RoutesFile, startFerry } from './helpers/startFerry';
import { type LocalStack, startLocalStack } from './helpers/startLocalStack';

const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';
const OLDEST = '2019-12-01-preview';
const CERTIFIED = {
  clientId: '33333333-3333-4333-8333-33333333000a',
  principalId: '44444444-4444-4444-8444-44444444000a',
};
const FEDERATED = {
  clientId: '33333333-3333-4333-8333-33333333000b',
  principalId: '44444444-4444-4444-8444-44444444000b',
};
const FAR = { clientId: '33333333-3333-4333-8333-33333333000c', principalId: '44444444-4444-4444-8444-44444444000c' };

const ADMINISTRATOR = 'Role Based Access Control Administrator';

interface CloudsFile extends RoutesFile {
  clouds: Record<string, Record<string, unknown>>;
  credentials: Record<string, object>;
}

describe('two ends in different tenants and clouds', () => {
  let ferry: Ferry;
  /** Another cloud: other ports, other authorities, that this machine does not trust. */
  let far: LocalStack;
  beforeAll(async () => {
    far = await startLocalStack();
    const farFile = JSON.parse(readFileSync(far.appSettings['FERRY_ROUTES'] ?? '', 'utf8')) as CloudsFile;
    ferry = await startFerry({
      routes: (file, { vault }) => describeClouds(file as CloudsFile, farFile, { far, vault }),
    });
    await registerApplications(ferry, far);
  }, 120_000);
  afterAll(async () => {
    await ferry?.stop();
    await far?.stop();
  });

  const transfer = async (route: string, reference: string) => {
    const { id } = await ferry.api.start([await ferry.push(reference)], { route });
    return ferry.api.reportOf(id);
  };
  const call = <T>(resource: string, method = 'GET') =>
    request<T & Problem>(`${ferry.stack.endpoints.host}/api/routes/${resource}`, { method });
  /** From no pipeline, no SAS and no role of theirs, by nothing but calls of the app's API. */
  const setUp = async (route: string) => {
    if (route === 'oldest') expect((await call(`${route}/sas`, 'POST')).status).toBe(200);
    const { status, json } = await call<PipelinesApplied>(`${route}/pipelines?applyRoles=true`, 'PUT');
    // 202: Azure's roles may take ten minutes to act.
    expect([status, json?.detail]).toEqual([status === 202 ? 202 : 200, undefined]);
    expect(json?.pipelines.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    const granted = json?.pipelines.flatMap(({ needs }) => needs.map(({ assignment }) => assignment?.outcome));
    expect(granted).toEqual(['granted', 'granted']);
  };
  const requestsOf = async (stack: LocalStack) => {
    const { requests } = await stack.admin<{ requests: LoggedRequest[] }>('GET', 'requests');
    return requests;
  };

  it.each([
    ['by the certificate that a vault holds', 'by-certificate', CERTIFIED.principalId],
    ['by the token of the managed identity that it trusts', 'by-federation', FEDERATED.principalId],
  ])('a target in another tenant, %s: verified, and imported as that application', async (_, route, principalId) => {
    await setUp(route);
    const report = await transfer(route, `${route}/app:1.0`);
    expect(report).toMatchObject({ outcome: 'succeeded', totals: { outcomes: { delivered: 1 } } });
    const callers = async (side: 'source' | 'target') =>
      (await ferry.runs.list(side)).map(({ systemData }) => systemData.createdBy);
    expect(await callers('target')).toContain(principalId);
    expect(new Set(await callers('source'))).toEqual(new Set([STACK_NAMES.appPrincipalId]));
  });

  it('managed identities at both ends', async () => {
    await setUp('managed');
    expect((await transfer('managed', 'managed/app:1.0')).outcome).toBe('succeeded');
  });

  it('a cloud with the oldest API version alone, which knows SAS alone', async () => {
    const { stack } = ferry;
    await stack.admin('PUT', 'settings', { pipelineApiVersions: [OLDEST] });
    try {
      await setUp('oldest');
      expect((await transfer('oldest', 'oldest/app:1.0')).outcome).toBe('succeeded');
      expect((await transfer(ROUTE, 'oldest/other:1.0')).outcome).not.toBe('succeeded');
    } finally {
      await stack.admin('PUT', 'settings', { pipelineApiVersions: [] });
    }
  });

  describe('a cloud of its own with a certificate authority of its own', () => {
    it('is reached as the application that its own authority knows; the image that arrived there is the one that was sent', async () => {
      const { stack, source } = ferry;
      await setUp('to-far');
      await Promise.all([stack.admin('DELETE', 'requests'), far.admin('DELETE', 'requests')]);
      const report = await transfer('to-far', 'far/app:1.0');
      expect(report).toMatchObject({ outcome: 'succeeded', totals: { outcomes: { delivered: 1 } } });

      const credential = identityCredential({ endpoint: far.endpoints.identity, header: far.keys.identityHeader });
      const target = connectRegistry({ endpoint: far.endpoints.targetRegistry, credential, ca: far.certificate.cert });
      expect((await target.pull('far/app:1.0')).digest).toBe(await source.digestOf('far/app:1.0'));
      const runs = await inspectRuns(far, credential).list('target');
      expect(runs.map(({ systemData }) => systemData.createdBy)).toEqual([FAR.principalId]);
      // Nothing of the target was asked of this cloud, nothing of the source of that one.
      const [near, there] = await Promise.all([requestsOf(stack), requestsOf(far)]);
      const ofRegistry = (all: LoggedRequest[], side: 'source' | 'target') =>
        all.filter(({ registry }) => registry === STACK_NAMES[side].registry);
      expect(ofRegistry(near, 'source')).not.toEqual([]);
      expect(ofRegistry(near, 'target')).toEqual([]);
      expect(ofRegistry(there, 'target')).not.toEqual([]);
      expect(ofRegistry(there, 'source')).toEqual([]);
      expect(there.map(({ step }) => step)).toContain('login.token');
      expect(near.map(({ step }) => step)).not.toContain('login.token');
    });

    it('is trusted by its own profile alone', async () => {
      const { json } = await call<PipelineList>('to-far-untrusting/pipelines?end=target');
      const [pipeline] = json?.pipelines ?? [];
      expect(pipeline?.actual).toBeUndefined();
      expect(pipeline?.failure).toMatchObject({ code: 'service_unavailable' });
      expect(pipeline?.failure?.message).toMatch(/certificate/i);
    });

    it('that leads to an address which its profile does not name is not followed there', async () => {
      const { stack } = ferry;
      const nextLink = `${stack.endpoints.resourceManager}/planted?api-version=${OLDEST}`;
      const action = { type: 'answer', status: 200, body: { value: [], nextLink } };
      await far.admin('POST', 'faults', { step: 'arm.pipelineRuns.list', times: 0, action });
      await stack.admin('DELETE', 'requests');
      const { status, json } = await call<RunList>('to-far/runs?end=target');
      await far.admin('DELETE', 'faults');
      expect([status, json?.code]).toEqual([503, 'endpoint_not_allowed']);
      expect(json?.detail).toContain(new URL(nextLink).origin);
      expect((await requestsOf(stack)).filter(({ path }) => path.includes('planted'))).toEqual([]);
    });
  });

  it('no token, no SAS and no private key is left in what was stored or logged', async () => {
    await writeFile(path.join(ferry.stack.folder, 'logs', 'host of the test.log'), ferry.host().log());
    for (const stack of [ferry.stack, far]) expect((await findSecrets(stack)).found).toEqual([]);
  });
});

/** The stack's one route again, with its target elsewhere. */
function describeClouds(
  file: CloudsFile,
  farFile: CloudsFile,
  { far, vault }: { far: LocalStack; vault: string },
): void {
  const { source, target, copy } = structuredClone(file.routes[ROUTE]) as Record<'source' | 'target' | 'copy', object>;
  const local = file.clouds['local'] ?? {};
  const there = farFile.clouds['local'] ?? {};
  const farTarget = farFile.routes[ROUTE]?.['target'] as object;
  Object.assign(file.clouds, {
    oldest: { ...local, pipelineApiVersion: OLDEST },
    far: { ...there, certificateAuthority: far.certificate.caFile },
    untrusting: there,
  });
  file.credentials = {
    certified: {
      type: 'certificate',
      tenantId: OTHER_TENANT,
      clientId: CERTIFIED.clientId,
      certificateUri: `${vault}/secrets/certified`,
    },
    federated: { type: 'workloadIdentity', tenantId: OTHER_TENANT, clientId: FEDERATED.clientId },
    far: { type: 'workloadIdentity', tenantId: OTHER_TENANT, clientId: FAR.clientId },
  };
  const own = (end: object, pipeline: string, pipelineSettings: object = {}) => ({
    ...end,
    pipeline,
    pipelineSettings,
  });
  const sas = { by: 'userDelegation' };
  // The vault is in the subscription of the source.
  const signed = (name: string) => ({ secretUri: `${vault}/secrets/${name}`, vaultId: vaultId(), sas });
  const oldest = (end: object, name: string) => ({ ...own(end, name, signed(name)), cloud: 'oldest' });
  Object.assign(file.routes, {
    'by-certificate': route(
      own(source, 'certifiedexport'),
      own({ ...target, credential: 'certified' }, 'certifiedimport'),
    ),
    'by-federation': route(
      own(source, 'federatedexport'),
      own({ ...target, credential: 'federated' }, 'federatedimport'),
    ),
    managed: route(own(source, 'managedexport'), own(target, 'managedimport')),
    oldest: route(oldest(source, 'oldestexport'), oldest(target, 'oldestimport')),
    'to-far': route(own(source, 'farexport'), own({ ...farTarget, cloud: 'far', credential: 'far' }, 'farimport')),
    'to-far-untrusting': route(source, { ...farTarget, cloud: 'untrusting' }),
  });

  function route(from: object, to: object): Record<string, object> {
    return { source: from, target: to, copy };
  }
}

/** What an administrator of the other tenant does, and of the vault. */
async function registerApplications({ stack }: Ferry, far: LocalStack): Promise<void> {
  const { endpoints, keys } = stack;
  const trusted = { issuer: issuerOf(), subject: STACK_NAMES.appPrincipalId, audience: 'api://AzureADTokenExchange' };
  const { cert, pem } = await rsaCertificate();
  const register = (at: LocalStack, more: object) =>
    at.admin('PUT', 'app-registrations', { tenantId: OTHER_TENANT, ...more });
  await register(stack, { ...CERTIFIED, certificates: [cert] });
  await register(stack, { ...FEDERATED, federatedCredentials: [trusted] });
  await register(far, { ...FAR, federatedCredentials: [trusted] });

  for (const [at, { principalId }] of [
    [stack, CERTIFIED],
    [stack, FEDERATED],
    [far, FAR],
  ] as const) {
    for (const role of ['Container Registry Transfer Pipeline Contributor', 'AcrPull', 'Reader'])
      await give(at, principalId, role, registryResourceId('target'));
    await give(at, principalId, 'Reader', storageAccountId('target'));
    await give(at, principalId, ADMINISTRATOR, storageAccountId('target'));
  }
  const { appPrincipalId } = STACK_NAMES;
  for (const end of ['source', 'target'] as const)
    await give(stack, appPrincipalId, ADMINISTRATOR, storageAccountId(end));
  await give(stack, appPrincipalId, ADMINISTRATOR, vaultId());
  await give(stack, appPrincipalId, 'Key Vault Secrets Officer', vaultId());
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const { token } = await credential.getToken('https://vault.azure.net');
  const { status, text } = await stack.request(`${endpoints.vault}/secrets/certified?api-version=7.4`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: { value: pem, contentType: 'application/x-pem-file' },
  });
  if (status !== 200) throw new Error(`The vault answered ${status}: ${text}`);
}

function give(stack: LocalStack, principalId: string, role: string, scope: string): Promise<unknown> {
  return stack.admin('PUT', 'role-assignments', { principalId, role, scope });
}
