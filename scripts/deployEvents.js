const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');

const HELP = `Usage: node scripts/deployEvents.js [--deployment NAME] [PARAMETER=VALUE …]

Deploys infra/events.json, once the code is in the function app: subscriptions that send pushes and blobs to its functions. Any number of
times. azd calls it after each deployment, with what it knows of infra/main.bicep (eventParameters).

  --deployment NAME   takes that from the outputs of this deployment of the subscription instead
  PARAMETER=VALUE     more parameters of infra/events.bicep, as arrivalsPrefix=inbox/; azd: azd env set EVENT_SETTINGS '{"arrivalsPrefix": "inbox/"}'
`;
const TEMPLATE = path.join(__dirname, '../infra/events.json');
/** A function is known to Resource Manager some time after its code is there. */
const TRIES = 5;
const REST_MS = 30_000;

/**
 * Deploys the events.
 *
 * Errors: one that says what is missing, or what the Azure CLI said last.
 *
 * @param args of the command line
 * @param env environment variables
 * @param machine.az runs the Azure CLI with arguments; answers `{ status, stdout, stderr }`
 * @param machine.rest waits for some milliseconds
 * @param machine.say shows a line
 */
async function deployEvents(args, env, { az, rest, say }) {
  const { deployment, given } = read(args);
  const { location, known } = deployment === undefined ? fromEnvironment(env) : fromDeployment(deployment);
  const parameters = { ...known, ...JSON.parse(env.EVENT_SETTINGS || '{}'), ...given };
  const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }]));
  const folder = mkdtempSync(path.join(tmpdir(), 'acr-ferry-events-'));
  const file = path.join(folder, 'parameters.json');
  try {
    writeFileSync(file, JSON.stringify({ $schema: SCHEMA, contentVersion: '1.0.0.0', parameters: values }));
    await deploy(file, parameters.functionAppId.split('/'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  async function deploy(file, idOfApp) {
    // A deployment of a subscription stays in the region of its first time, so each app has one of its own.
    const place = [
      '--subscription',
      idOfApp[2],
      '--name',
      `acr-ferry-events-${idOfApp.at(-1)}`,
      '--location',
      location,
    ];
    const command = ['deployment', 'sub', 'create', ...place];
    for (let left = TRIES - 1; ; left -= 1) {
      const { status, stderr } = az([
        ...command,
        '--template-file',
        TEMPLATE,
        '--parameters',
        `@${file}`,
        '--output',
        'none',
      ]);
      if (status === 0) return say('Pushes and blobs that arrive are sent to the app.');
      // The service's words: Azure/arm-template-whatif 424, where no look ahead tells of it.
      const hasTopic = /Only one system topic is allowed per source/i.test(stderr);
      if (left === 0 || hasTopic) {
        throw new Error(`The events could not be deployed: ${stderr.trim()}\n${hasTopic ? NAME_TOPIC : NEXT_STEP}`);
      }
      say(
        `The events could not be deployed; ${left} tries are left. The functions may not be known yet. ${stderr.trim()}`,
      );
      // The host's own call after a deployment is not always taken up on Flex Consumption: Azure/azure-functions-host 10169.
      az(['rest', '--method', 'post', '--url', `${idOfApp.join('/')}/host/default/sync?api-version=2024-04-01`]);
      await rest(REST_MS);
    }
  }

  function fromDeployment(name) {
    const place = env.AZURE_SUBSCRIPTION_ID ? ['--subscription', env.AZURE_SUBSCRIPTION_ID] : [];
    const query = ['--query', '{location: location, known: properties.outputs.eventParameters.value}'];
    const command = ['deployment', 'sub', 'show', ...place, '--name', name, ...query, '--output', 'json'];
    const { status, stdout, stderr } = az(command);
    if (status !== 0) throw new Error(`The deployment ${name} could not be read: ${stderr.trim()}`);
    const found = JSON.parse(stdout || 'null');
    if (!found?.known)
      throw new Error(`The deployment ${name} has no eventParameters: it is none of infra/main.bicep.`);
    return found;
  }
}

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#';
const NEXT_STEP = `Until they are, the sweep finds every five minutes what arrived, and schedules what was pushed.
Next step: sign in with az login, and run node scripts/deployEvents.js again.`;

const NAME_TOPIC = `Next step: find its name with az eventgrid system-topic list --query "[].{name: name, source: source}", and name it: run node scripts/deployEvents.js
again with sourceTopicName=… (a registry) or targetTopicName=… (a storage account); with azd, azd env set EVENT_SETTINGS '{"targetTopicName": "…"}'.`;

function read(args) {
  const given = {};
  let deployment;
  for (let n = 0; n < args.length; n += 1) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(args[n]) ?? [];
    if (args[n] === '--deployment' && args[n + 1] !== undefined) deployment = args[(n += 1)];
    else if (name !== undefined) given[name] = value === 'true' ? true : value === 'false' ? false : value;
    else throw new Error(`${args[n]} is not known here.\n\n${HELP}`);
  }
  return { deployment, given };
}

function fromEnvironment({ eventParameters, AZURE_LOCATION: location }) {
  if (eventParameters && location) return { location, known: JSON.parse(eventParameters) };
  throw new Error(
    `There is no eventParameters, or no AZURE_LOCATION, in the environment: azd sets both, or name a deployment.\n\n${HELP}`,
  );
}

/** On Windows the Azure CLI is a command file, which takes a shell; Node quotes nothing for that. */
function callOf(args, platform) {
  if (platform !== 'win32') return ['az', args, { shell: false }];
  return [['az', ...args.map((one) => `"${one}"`)].join(' '), [], { shell: true }];
}

module.exports = { callOf, deployEvents };

if (require.main === module) {
  const az = (args) => {
    const [command, rest, options] = callOf(args, process.platform);
    const ran = spawnSync(command, rest, { encoding: 'utf8', ...options });
    return ran.error ? { status: 1, stdout: '', stderr: `az does not run: ${ran.error.message}` } : ran;
  };
  const say = (line) => process.stdout.write(`${line}\n`);
  deployEvents(process.argv.slice(2), process.env, { az, rest: wait, say }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
