import { createToken } from '../../local/identity/createToken';
import { STACK_NAMES, vaultId } from '../../local/stackNames';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PipelineList, PipelinesApplied } from '../../src/functions/http/schemas/pipelineView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import type { SasIssued, SasList } from '../../src/functions/http/schemas/sasView';
import { realPlatform } from '../local/testPlatform';
import { findSecrets } from './helpers/findSecrets';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { connectTransferApi } from './helpers/transferApi';

const OFFICER = 'Key Vault Secrets Officer';
const VAULT_AUDIENCE = 'https://vault.azure.net';

describe('SAS that the app makes', () => {
  let ferry: Ferry;
  /** Whatever the API answered. */
  const answers: string[] = [];
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }, { vault }) => {
        const plain = structuredClone(routes[ROUTE]) as { source: object; target: object };
        const secret = (name: string): string => `${vault}/secrets/${name}`;
        const end = (name: string, sas: object) => ({
          ...{ pipeline: name, pipelineSettings: { secretUri: secret(name), sas } },
        });
        const byDelegation = { by: 'userDelegation' };
        const byPolicy = (of: string) => ({ by: 'storedAccessPolicy', accountKeySecretUri: secret(`${of}-key`) });
        routes['delegated'] = {
          source: { ...plain.source, ...end('delegatedexport', byDelegation) },
          target: { ...plain.target, ...end('delegatedimport', byDelegation) },
        };
        routes['policied'] = {
          source: {
            ...{ ...plain.source, ...end('policiedexport', byPolicy('source')) },
            // The app itself may use the same SAS as the pipeline.
            sasSecretUri: secret('policiedexport'),
          },
          target: { ...plain.target, ...end('policiedimport', byPolicy('target')) },
        };
      },
    });
    const { vault } = ferry.stack.endpoints;
    for (const end of ['source', 'target'] as const) {
      const value = ferry.stack.keys.accounts[STACK_NAMES[end].account];
      const principalId = STACK_NAMES.operatorPrincipalId;
      const token = createToken(realPlatform, { audience: VAULT_AUDIENCE, principalId });
      const headers = { authorization: `Bearer ${token}` };
      const url = `${vault}/secrets/${end}-key?api-version=7.4`;
      const { status } = await request(url, {
        ...{ method: 'PUT', headers, body: { value }, ca: ferry.stack.certificate.cert },
      });
      if (status !== 200) throw new Error(`The vault answered ${status}.`);
    }
  });
  afterAll(() => ferry?.stop());

  async function call<T>(method: string, route: string, what: string): Promise<Answer<T & Problem>> {
    const url = `${ferry.stack.endpoints.host}/api/routes/${route}/${what}`;
    const answer = await request<T & Problem>(url, { method });
    answers.push(answer.text);
    return answer;
  }
  const outcomes = ({ json }: Answer<SasIssued & Problem>) => json?.sas?.map(({ outcome }) => outcome);
  const versions = ({ json }: Answer<SasIssued & Problem>) => json?.sas?.map(({ version }) => version);
  const grant = (principalId: string | undefined, role: string, scope: string) =>
    ferry.stack.admin('PUT', 'role-assignments', { principalId, role, scope });

  it('who may not write the vault is told what to grant', async () => {
    const { vault } = ferry.stack.endpoints;
    const user = { principalId: STACK_NAMES.appPrincipalId, role: 'Key Vault Secrets User', scope: vaultId() };
    await ferry.stack.admin('DELETE', 'role-assignments', user);
    const unread = await call<SasIssued>('POST', 'delegated', 'sas');
    expect([unread.status, unread.json?.code]).toEqual([503, 'secret_unavailable']);
    await grant(STACK_NAMES.appPrincipalId, 'Key Vault Secrets User', vault);
    const { status, json } = await call<SasIssued>('POST', 'delegated', 'sas');
    expect([status, json?.code]).toEqual([503, 'secret_unwritable']);
    expect(json?.nextStep).toContain('az role assignment create');
    expect(json?.nextStep).toContain(OFFICER);
    await grant(STACK_NAMES.appPrincipalId, OFFICER, vault);
  });

  it.each(['delegated', 'policied'])('from no secret to a verified transfer, renewed under it: %s', async (route) => {
    // Prepare
    const { stack, push, hold, held, release } = ferry;
    const api = connectTransferApi(stack.endpoints.host, route);

    // Act
    const none = await call<SasList>('GET', route, 'sas');
    const dry = await call<SasIssued>('POST', route, 'sas?dryRun=true');
    const issued = await call<SasIssued>('POST', route, 'sas');
    const again = await call<SasIssued>('POST', route, 'sas');
    const shown = await call<SasList>('GET', route, 'sas');
    const applied = await call<PipelinesApplied>('PUT', route, 'pipelines');
    const { json: pipelines } = await call<PipelineList>('GET', route, 'pipelines');
    for (const { needs } of pipelines?.pipelines ?? [])
      for (const { principalId, role, scope } of needs) await grant(principalId, role, scope);
    const { id } = await api.start([await push(`${route}/app:1.0`)]);
    const report = await api.reportOf(id);

    await hold('run.export.beforeBlob');
    const under = await api.start([await push(`${route}/under:1.0`)]);
    await held('run.export.beforeBlob');
    const renewed = await call<SasIssued>('POST', route, 'sas?renew=true');
    await hold('run.import.beforeTags');
    await release('run.export.beforeBlob');
    await held('run.import.beforeTags');
    const renewedAgain = await call<SasIssued>('POST', route, 'sas?renew=true');
    await release('run.import.beforeTags');
    const reportUnder = await api.reportOf(under.id);
    const after = await api.start([await push(`${route}/after:1.0`)]);
    const reportAfter = await api.reportOf(after.id);

    // Assess
    expect(none.json?.sas.map(({ problem }) => problem)).toEqual(Array(2).fill('There is no such secret.'));
    expect([dry.status, outcomes(dry), versions(dry)]).toEqual([
      ...[200, ['wouldIssue', 'wouldIssue'], [undefined, undefined]],
    ]);
    expect([issued.status, outcomes(issued)]).toEqual([200, ['issued', 'issued']]);
    expect(issued.json?.sas.map(({ rights }) => rights)).toEqual(['rawl', 'rl']);
    expect([outcomes(again), versions(again)]).toEqual([['kept', 'kept'], versions(issued)]);
    const kind = route === 'delegated' ? 'userDelegation' : 'storedAccessPolicy';
    expect(shown.json?.sas).toMatchObject([
      { end: 'source', managed: true, kind, rights: 'rawl', expiresAt: issued.json?.sas[0]?.expiresAt },
      { end: 'target', managed: true, kind, rights: 'rl', expiresAt: issued.json?.sas[1]?.expiresAt },
    ]);
    expect(shown.json?.sas.map(({ problem }) => problem)).toEqual([undefined, undefined]);
    expect(applied.json?.pipelines.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect([outcomes(renewed), outcomes(renewedAgain)]).toEqual(Array(2).fill(['issued', 'issued']));
    expect(reportUnder).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(reportAfter).toMatchObject({ outcome: 'succeeded', failures: [] });
  });

  it('no SAS and no key is left in what was stored, logged or answered', async () => {
    await writeFile(path.join(ferry.stack.folder, 'logs', 'host of the test.log'), ferry.host().log());
    await writeFile(path.join(ferry.stack.folder, 'logs', 'answers of the test.log'), answers.join('\n'));
    const { found } = await findSecrets(ferry.stack);
    expect(found).toEqual([]);
    expect(answers.filter((text) => text.includes('"outcome":"issued"'))).toHaveLength(6);
  });
});
