import { readFileSync } from 'node:fs';
import { deployInfra, SUBSCRIPTION } from '../infra/deployInfra';

interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}
type Az = (args: string[]) => Ran;
type DeployEvents = (
  args: string[],
  env: Record<string, string>,
  machine: { az: Az; rest(ms: number): Promise<void>; say(line: string): void },
) => Promise<void>;
type CallOf = (args: string[], platform: string) => [string, string[], { shell: boolean }];
const { callOf, deployEvents } = jest.requireActual<{ callOf: CallOf; deployEvents: DeployEvents }>(
  '../../scripts/deployEvents',
);

const KNOWN = deployInfra().outputs['eventParameters'] as Record<string, string>;
const AZD = { eventParameters: JSON.stringify(KNOWN), AZURE_LOCATION: 'westeurope' };
const DONE = { status: 0, stdout: '', stderr: '' };

function setUp(answers: Ran[] = []) {
  const asked: string[] = [];
  const files: { parameters: Record<string, { value: unknown }> }[] = [];
  const lines: string[] = [];
  let rested = 0;
  const syncs: string[] = [];
  const az: Az = (args) => {
    if (args[0] === 'rest') {
      syncs.push(args.at(-1) ?? '');
      return DONE;
    }
    asked.push(args.join(' '));
    const file = args.find((one) => one.startsWith('@'))?.slice(1);
    if (file !== undefined) files.push(JSON.parse(readFileSync(file, 'utf8')) as (typeof files)[number]);
    return answers.shift() ?? DONE;
  };
  const rest = async (): Promise<void> => void (rested += 1);
  const run = (args: string[] = [], env: Record<string, string> = AZD) =>
    deployEvents(args, env, { az, rest, say: (line) => void lines.push(line) });
  const given = () =>
    Object.fromEntries(Object.entries(files.at(-1)?.parameters ?? {}).map(([name, { value }]) => [name, value]));
  return { run, asked, syncs, files, lines, given, rests: () => rested };
}

it('deploys the template with what infra told azd, and with what is added', async () => {
  const { run, asked, given } = setUp();
  await run(['arrivalsPrefix=inbox/', 'hierarchicalNamespace=true'], {
    ...AZD,
    EVENT_SETTINGS: '{"sourceTopicName": "builds-events"}',
  });
  expect(asked).toEqual([
    expect.stringMatching(/^deployment sub create .* --location westeurope --template-file .*infra\/events\.json /),
  ]);
  // A name is bound to the region of its first deployment; and what is current for the CLI may be another subscription.
  expect(asked).toEqual([
    expect.stringMatching(`--subscription ${SUBSCRIPTION} --name acr-ferry-events-func-ferry-\\w+ `),
  ]);
  expect(given()).toEqual({
    ...{ ...KNOWN, arrivalsPrefix: 'inbox/', hierarchicalNamespace: true, sourceTopicName: 'builds-events' },
  });
});

it('takes what is told by a deployment, where azd is not there', async () => {
  const { run, asked, given } = setUp([{ ...DONE, stdout: JSON.stringify({ location: 'northeurope', known: KNOWN }) }]);
  await run(['--deployment', 'ferry'], { AZURE_SUBSCRIPTION_ID: 'theirs' });
  expect(asked).toEqual([
    expect.stringMatching(/^deployment sub show --subscription theirs --name ferry --query .*eventParameters\.value/),
    expect.stringContaining('--location northeurope'),
  ]);
  expect(given()).toEqual(KNOWN);
});

it('quotes for the shell that the Azure CLI takes on Windows', () => {
  expect(callOf(['--parameters', '@C:\\Users\\A B\\p.json'], 'win32')).toEqual([
    ...['az "--parameters" "@C:\\Users\\A B\\p.json"', [], { shell: true }],
  ]);
  expect(callOf(['a b'], 'linux')).toEqual(['az', ['a b'], { shell: false }]);
});

it('tries again while functions are not known, and says why', async () => {
  const no = { status: 1, stdout: '', stderr: 'The function does not exist.' };
  const { run, asked, syncs, lines, rests } = setUp([no, no]);
  await run();
  expect([asked.length, rests()]).toEqual([3, 2]);
  // The platform is told to look at the functions, each time.
  const sync = `${KNOWN['functionAppId']}/host/default/sync?api-version=2024-04-01`;
  expect(syncs).toEqual([sync, sync]);
  expect(lines[0]).toContain('The function does not exist.');
  expect(lines.at(-1)).toContain('are sent to the app');
});

it('gives up with the words of the Azure CLI and the next step', async () => {
  const no = { status: 1, stdout: '', stderr: 'Forbidden.' };
  const { run, asked } = setUp(Array.from({ length: 9 }, () => no));
  await expect(run()).rejects.toThrow(/Forbidden\.\nUntil they are, the sweep .*\nNext step: sign in with az login/);
  expect(asked).toHaveLength(5);
});

it('says at once how an existing system topic is named: that there is one does not pass', async () => {
  const no = {
    status: 1,
    stdout: '',
    stderr:
      '(InvalidRequest) There is an existing tracked system topic for the given source /x. Only one system topic is allowed per source.',
  };
  const { run, asked, syncs } = setUp([no]);
  await expect(run()).rejects.toThrow(
    /one system topic is allowed .*\nNext step: .* system-topic list .*\n.*sourceTopicName=… .*targetTopicName/,
  );
  expect([asked.length, syncs]).toEqual([1, []]);
});

it.each([
  ['nothing that says what to deploy', [], {}, /no eventParameters, or no AZURE_LOCATION/],
  ['an unknown argument', ['--wrong'], {}, /--wrong is not known here/],
])('refuses %s', async (_what, args, env, words) => {
  const { run, asked } = setUp();
  await expect(run(args, env)).rejects.toThrow(words);
  expect(asked).toEqual([]);
});

it('refuses a deployment of something else, and one that it cannot read', async () => {
  await expect(
    setUp([{ ...DONE, stdout: '{"location": "x", "known": null}' }]).run(['--deployment', 'x'], {}),
  ).rejects.toThrow('has no eventParameters');
  const no = { status: 1, stdout: '', stderr: 'Gone.' };
  await expect(setUp([no]).run(['--deployment', 'x'], {})).rejects.toThrow('could not be read: Gone.');
});
