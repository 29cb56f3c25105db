import { STACK_NAMES, vaultId } from '../../local/stackNames';
import { endpointsOf, type StackEndpoints } from '../../local/stack/stackEndpoints';
import { readStackSettings } from '../../local/stack/stackSettings';
import { answerMistake } from '../docs/answerMistake';
import { fateOf } from '../docs/fates';
import { SHELL } from '../docs/shell';
import { runBlock } from './helpers/runBlock';
import { type Ferry, type RoutesFile, ROUTE, startFerry } from './helpers/startFerry';

const BLOCKS = SHELL.filter((fence) => fateOf(fence) === 'run');
const TEXT = BLOCKS.map(({ text }) => text).join('\n');
const DEFAULTS = endpointsOf(readStackSettings({}, '/').ports);

describe('command blocks of the docs', () => {
  let ferry: Ferry;
  let env: Record<string, string>;
  let settings: unknown;
  beforeAll(async () => {
    ferry = await startFerry({ routes: addNamedRoutes });
    const { admin, endpoints } = ferry.stack;
    const principalId = STACK_NAMES.appPrincipalId;
    await admin('PUT', 'role-assignments', { principalId, role: 'Key Vault Secrets Officer', scope: vaultId() });
    settings = await admin('GET', 'settings');
    const artifacts = [];
    for (const artifact of new Set(namedArtifacts(TEXT))) artifacts.push(await ferry.push(artifact));
    const { id } = await ferry.api.start(artifacts);
    await ferry.api.reportOf(id);
    env = { FERRY_URL: endpoints.host, FERRY_KEY: 'of no use on the stack', ID: id };
  });
  afterEach(async () => void (await ferry.stack.admin('PUT', 'settings', settings)));
  afterAll(() => ferry?.stop());

  it.each(BLOCKS.map((fence) => [`${fence.page}:${fence.line}`, fence] as const))(
    '%s runs',
    async (_, { text, next }) => {
      const here = (shown: string): string => moved(shown, ferry.stack.endpoints);
      const printed = await runBlock(here(text), env);
      const shown = next?.text.startsWith('HTTP/1.1') ? here(next.text) : '';
      expect(answerMistake(shown, printed)).toBeUndefined();
    },
  );

  it('fail where an answer is no 2xx', async () => {
    await expect(runBlock('curl "$FERRY_URL/api/routes/nowhere/ledger"\necho on', env)).rejects.toThrow(
      'ledger_unknown',
    );
  });
});

/** What names the default ports of the stack, with those of the test's. */
function moved(text: string, endpoints: StackEndpoints): string {
  const names = Object.keys(DEFAULTS) as (keyof StackEndpoints)[];
  return names.reduce((shown, name) => {
    const [from, to] = [new URL(DEFAULTS[name]), new URL(endpoints[name])];
    return shown.replaceAll(from.host, to.host).replaceAll(`localhost:${from.port}`, to.host);
  }, text);
}

function namedArtifacts(text: string): string[] {
  const lists = [...text.matchAll(/"artifacts":\s*\[([^\]]*)\]/g)].map(([, list = '']) => list);
  return lists.flatMap((list) => [...list.matchAll(/"([^"]+)"/g)].map(([, artifact = '']) => artifact));
}

/** Every route that a block names is the stack's, under that name; one whose set-up is shown has pipelines of its own. */
function addNamedRoutes({ routes }: RoutesFile, { vault }: StackEndpoints): void {
  const names = new Set([...TEXT.matchAll(/(?:\/api\/routes\/|"route": ?")([\w-]+)/g)].map(([, name = '']) => name));
  for (const name of names) {
    if (name === ROUTE) continue;
    const route = structuredClone(routes[ROUTE]) as { source: object; target: object };
    routes[name] = route;
    if (!new RegExp(`/routes/${name}/(sas|pipelines)`).test(TEXT)) continue;
    const secretUri = `${vault}/secrets/${name}-sas`;
    const pipelineSettings = { secretUri, sas: { by: 'userDelegation' } };
    Object.assign(route.source, { pipeline: 'documentedexport', pipelineSettings });
    Object.assign(route.target, { pipeline: 'documentedimport', pipelineSettings: {} });
  }
}
