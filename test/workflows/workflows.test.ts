import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandsOf } from '../docs/commandsOf';
import { PIPELINE, pipelineSteps, stepsOf, WORKFLOWS } from './readWorkflows';

const { scripts } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const USES = WORKFLOWS.flatMap(({ file, text }) =>
  text.split('\n').flatMap((line) => (/^\s*(- )?uses:/.test(line) ? { file, line: line.trim() } : [])),
);
const JOBS = WORKFLOWS.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${workflow.file}: ${name}`, workflow, job })),
);

describe('workflows', () => {
  it('are those that are known', () =>
    expect(WORKFLOWS.map(({ file }) => file)).toEqual(['ci.yml', 'deploy.yml', 'weekly.yml']));

  it.each(USES)('$file pins $line by a commit, and says its version', ({ line }) =>
    expect(line).toMatch(/^(- )?uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/),
  );

  it('pin an action to one commit', () => {
    const pins = new Set(USES.map(({ line }) => /uses: (.*)$/.exec(line)?.[1]));
    expect(pins.size).toBe(new Set([...pins].map((pin) => pin?.split('@')[0])).size);
    expect(pins.size).toBeGreaterThan(3);
  });

  it('use no secret but the token of the run', () => {
    for (const { text } of WORKFLOWS) expect(text.replaceAll('secrets.GITHUB_TOKEN', '')).not.toMatch(/secrets\b[.[]/);
    expect(PIPELINE).not.toMatch(/SecureFile|AzureKeyVault@|System\.AccessToken|password|clientSecret/i);
  });

  it.each(WORKFLOWS)(
    '$file begins with no right but to read, and runs for nobody else’s code with more',
    ({ on, permissions, concurrency }) => {
      expect([{}, { contents: 'read' }]).toContainEqual(permissions);
      expect(Object.keys(on)).not.toContain('pull_request_target');
      expect(concurrency).toBeDefined();
    },
  );

  it.each(JOBS)(
    '$name ends, keeps no credentials, and signs in only where an environment approves',
    ({ job, workflow }) => {
      const rights = Object.entries(job.permissions ?? workflow.permissions ?? {});
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      expect(checkouts.map((step) => step.with)).toEqual([{ 'persist-credentials': false }]);
      expect(rights.filter(([right, what]) => what !== 'read' && right !== 'id-token')).toEqual([]);
      expect(rights.some(([right]) => right === 'id-token')).toBe(job.environment !== undefined);
    },
  );

  it('cover every Node that is supported', () => {
    const { text } = WORKFLOWS.find(({ file }) => file === 'ci.yml') ?? { text: '' };
    expect(text).toMatch(/node-version: 20\n[^]*run: \.ci\/run\n[^]*node: \[22, 24\]\n[^]*run: npm cit\n/);
  });
});

describe('steps of workflows', () => {
  const ALL = [...WORKFLOWS.flatMap(stepsOf), ...pipelineSteps()];

  it.each(ALL)('$name: what comes from outside reaches it as environment only', ({ script }) =>
    expect(script).not.toMatch(/\$\{\{|\$\([A-Za-z]+\.[A-Za-z.]+\)/),
  );

  it.each(ALL.filter(({ script }) => script.includes('\n')))(
    '$name stops at the first command that fails',
    ({ script }) => expect(script).toMatch(/^set -euo pipefail\n/),
  );

  it.each(ALL)('$name runs scripts of npm that there are', ({ script }) => {
    const named = commandsOf(script).flatMap((command) => /npm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('deploy.yml', () => {
  const steps = WORKFLOWS.find(({ file }) => file === 'deploy.yml')?.jobs['deploy']?.steps ?? [];
  const isSignIn = ({ uses = '' }: { uses?: string }): boolean => uses.startsWith('Azure/login@');

  // A sign-in of before gets no tokens any more: github.com/Azure/azure-cli/issues/28708
  it('signs in anew after each step that may last', () => {
    const lasting = steps.flatMap((step, index) => (step['timeout-minutes'] === undefined ? [] : [index]));
    expect(lasting.map((index) => steps[index]?.name)).toEqual(['Drain', 'Deploy']);
    for (const index of lasting) expect(isSignIn(steps[index + 1] ?? {})).toBe(true);
    expect(new Set(steps.filter(isSignIn).map((step) => JSON.stringify(step.with))).size).toBe(1);
  });

  it('signs in to end the drain also where the drain has failed, or was cut off', () => {
    const end = steps.findIndex(({ name }) => name === 'End the drain');
    const [signIn, drain] = [steps[end - 1], steps.find(({ name }) => name === 'Drain')];
    expect(drain?.id).toBe('drain');
    expect(steps[end]?.if).toBe("${{ always() && steps.drain.outcome != 'skipped' }}");
    expect(signIn?.if).toBe("${{ always() && (success() || steps.drain.outcome != 'skipped') }}");
  });
});

describe('azure-pipelines.yml', () => {
  const github = WORKFLOWS.filter(({ file }) => file !== 'weekly.yml').flatMap(stepsOf);
  /** Only there: the other has a list of what it uploads. */
  const twin = pipelineSteps().filter(({ name }) => name !== 'Leave the unpacked app out');

  it('runs the steps of ci.yml and deploy.yml, in their order', () => expect(twin).toEqual(github));

  it('drains and ends the drain on the same condition as deploy.yml', () => {
    const deploy = WORKFLOWS.find(({ file }) => file === 'deploy.yml')?.text ?? '';
    for (const name of ['Drain', 'End the drain'])
      expect(PIPELINE).toMatch(
        new RegExp(`eq\\(parameters.drain, true\\) \\}\\}:\n\\s+- task: AzureCLI@2\n\\s+displayName: ${name}\n`),
      );
    expect(deploy).toMatch(
      /name: Drain\n\s+id: drain\n\s+if: \$\{\{ inputs.drain \}\}\n\s+#.*\n\s+timeout-minutes: 300\n/,
    );
    expect(deploy).toMatch(
      /name: End the drain\n\s+if: \$\{\{ always\(\) && steps\.drain\.outcome != 'skipped' \}\}\n/,
    );
    expect(PIPELINE).toMatch(/displayName: Drain\n\s+#.*\n\s+timeoutInMinutes: 300\n/);
    expect(PIPELINE).toMatch(/displayName: End the drain\n\s+condition: always\(\)\n/);
  });

  it('ends the drain of its own run alone, and a deployment that does not come to an end', () => {
    const deploy = WORKFLOWS.find(({ file }) => file === 'deploy.yml')?.text ?? '';
    for (const text of [deploy, PIPELINE]) {
      expect(text).toContain('drain -- --wait --reason "deploy $DEPLOYMENT"\n');
      expect(text).toContain('drain -- --end --only-reason "deploy $DEPLOYMENT"\n');
    }
    expect(deploy).toContain('DEPLOYMENT: ${{ github.run_id }}\n');
    expect(PIPELINE).toMatch(/name: DEPLOYMENT\n\s+value: \$\(Build\.BuildId\)\n/);
    expect(deploy).toMatch(/name: Deploy\n\s+#.*\n\s+timeout-minutes: 30\n/);
    expect(PIPELINE).toMatch(/displayName: Deploy\n\s+#.*\n\s+timeoutInMinutes: 30\n/);
  });

  it('asks the doctor of the version that was deployed, as the old one may go on', () => {
    const [ours, other] = [github, twin].map((steps) => steps.find(({ name }) => name === 'Doctor')?.script);
    expect(ours).toContain('npm run -s doctor -- --app-version "$version" ||');
    expect(other).toBe(ours);
  });

  it('signs in by its service connection alone, and approves by an environment', () => {
    const connections = [...PIPELINE.matchAll(/azureSubscription: (.*)\n/g)].map(([, to]) => to);
    expect(new Set(connections)).toEqual(new Set(['${{ parameters.serviceConnection }}']));
    expect(PIPELINE).toContain('environment: ${{ parameters.environment }}\n');
  });
});
