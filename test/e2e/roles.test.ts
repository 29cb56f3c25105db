import { STACK_NAMES, storageAccountId, vaultId } from '../../local/stackNames';
import type { PipelineList, PipelinesApplied } from '../../src/functions/http/schemas/pipelineView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { connectTransferApi } from './helpers/transferApi';
import { until } from './helpers/until';

const DESCRIBED = 'described';
const SECRET_SCOPE = `${vaultId()}/secrets/${STACK_NAMES.exportSasSecret}`;
const CONTAINER_SCOPE = `${storageAccountId('target')}/blobServices/default/containers/${STACK_NAMES.target.container}`;

type Assignment = NonNullable<PipelinesApplied['pipelines'][number]['needs'][number]['assignment']>;

describe('roles that the app gives to the identities of pipelines', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }, { vault }) => {
        const { source, target } = structuredClone(routes[ROUTE]) as { source: object; target: object };
        const secretUri = `${vault}/secrets/${STACK_NAMES.exportSasSecret}`;
        routes[DESCRIBED] = {
          source: { ...source, pipeline: 'describedexport', pipelineSettings: { secretUri } },
          target: { ...target, pipeline: 'describedimport', pipelineSettings: {} },
        };
      },
    });
  });
  afterAll(() => ferry?.stop());

  const call = <T>(method: string, query = ''): Promise<Answer<T & Problem>> =>
    request<T & Problem>(`${ferry.stack.endpoints.host}/api/routes/${DESCRIBED}/pipelines${query}`, { method });
  const apply = (query = '') => call<PipelinesApplied>('PUT', `?applyRoles=true${query}`);
  const assignments = ({ json }: Answer<PipelinesApplied & Problem>): (Assignment | undefined)[] =>
    json?.pipelines?.flatMap(({ needs }) => needs.map(({ assignment }) => assignment)) ?? [];
  const outcomes = (answer: Answer<PipelinesApplied & Problem>) => assignments(answer).map((one) => one?.outcome);
  const made = async () =>
    (await ferry.runs.requests('arm.roleAssignments.put')).filter(({ status }) => status === 201).length;

  it('a vault that the app may not see is told, and is found soon after it may', async () => {
    const { stack } = ferry;
    const own = { principalId: STACK_NAMES.appPrincipalId, role: 'Reader', scope: vaultId() };
    await stack.admin('DELETE', 'role-assignments', own);
    const unseen = await apply('&end=source');
    await stack.admin('PUT', 'role-assignments', own);
    expect(assignments(unseen)).toEqual([{ outcome: 'notDone', message: expect.stringContaining('"vaultId"') }]);
    // What was not in a list is looked for again after ten seconds.
    await until(async () => outcomes(await apply('&end=source'))[0] === 'refused', { what: 'the vault to be found' });
  });

  it('not without the right; with it once, also by two at once; then, once they act, a transfer runs', async () => {
    // Prepare
    const { stack, push } = ferry;
    await stack.admin('PUT', 'settings', { rolePropagationSeconds: 5 });
    const api = connectTransferApi(stack.endpoints.host, DESCRIBED);

    // Act
    const dry = await apply('&dryRun=true');
    const refused = await apply();
    const afterRefusal = await made();
    for (const one of assignments(refused)) await run(one?.command ?? '');
    const both = await Promise.all([apply(), apply()]);
    const afterBoth = await made();
    const artifact = await push('described/app:1.0');
    // Nobody but the pipelines themselves can tell when their roles act.
    await until(
      async () => {
        const { id } = await api.start([artifact]);
        return (await api.reportOf(id)).outcome === 'succeeded';
      },
      { what: 'the roles to act' },
    );
    const again = await apply();

    // Assess
    expect([dry.status, outcomes(dry)]).toEqual([200, ['wouldGrant', 'wouldGrant']]);
    expect([refused.status, refused.json?.pipelines.map(({ outcome }) => outcome)]).toEqual([
      200,
      ['unchanged', 'created'],
    ]);
    for (const one of assignments(refused)) {
      expect(one).toMatchObject({ outcome: 'refused', correlationId: expect.any(String) });
      expect(one?.message).toContain("perform action 'Microsoft.Authorization/roleAssignments/write' over scope");
    }
    expect(assignments(refused).map((one) => one?.resourceId)).toEqual([SECRET_SCOPE, CONTAINER_SCOPE]);
    expect(afterRefusal).toBe(0);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    for (const end of [0, 1]) {
      expect(both.map((one) => outcomes(one)[end])).toContain('granted');
      expect(['granted', 'exists']).toEqual(expect.arrayContaining(both.map((one) => outcomes(one)[end])));
    }
    expect(afterBoth).toBe(2);
    expect([outcomes(again), await made()]).toEqual([['exists', 'exists'], 2]);
    expect(Date.parse(assignments(again)[0]?.actsBy ?? '')).not.toBeNaN();

    /** Does what the command says, as whoever administers the stack. The condition is not emulated. */
    async function run(command: string): Promise<void> {
      const parts = /--assignee-object-id (\S+) .*--role "([^"]+)" --scope "([^"]+)" --condition-version 2.0/.exec(
        command,
      );
      const [, principalId, role, scope] = parts ?? [];
      await stack.admin('PUT', 'role-assignments', { principalId, role, scope });
    }
  });

  it('what the app needs is shown with its own object id, and as commands', async () => {
    const { json } = await call<PipelineList>('GET');
    const needs = json?.pipelines.flatMap(({ appNeeds }) => appNeeds) ?? [];
    expect(needs.map(({ principalId }) => principalId)).toEqual(needs.map(() => STACK_NAMES.appPrincipalId));
    for (const { command, role } of needs) expect(command).toContain(`--role "${role}"`);
  });
});
