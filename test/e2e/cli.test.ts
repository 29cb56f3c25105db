import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StackPorts } from '../../local/stack/stackSettings';
import { requireFreePort } from '../../local/http/freePort';
import { freePorts } from './helpers/freePorts';
import { request } from './helpers/request';
import { requireNoSecretsOf } from './helpers/requireNoSecrets';
import { runCli, type RunningCli } from './helpers/runCli';

describe('the commands', () => {
  let parent: string;
  let folder: string;
  let ports: StackPorts;
  let env: Record<string, string>;
  let cli: RunningCli | undefined;

  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry cli '));
    folder = path.join(parent, 'local stack');
    ({ ports, env } = await freePorts());
  });
  afterEach(async () => {
    cli?.signalGroup('SIGKILL');
    await cli?.exited;
    await requireNoSecretsOf(cli, folder);
    await rm(parent, { recursive: true, force: true });
  });
  const allPortsFree = () => Promise.all(Object.values(ports).map((port: number) => requireFreePort('a port', port)));

  it('npm start says once where the host is, and Ctrl-C ends every process and frees every port', async () => {
    cli = runCli('start', ['--folder', folder], env);
    await cli.waitFor(/Ctrl-C ends everything/);
    expect(cli.stdout().match(/^ready .*$/gm)).toEqual([`ready http://127.0.0.1:${ports.host}`]);
    expect((await request(`http://127.0.0.1:${ports.host}/admin/host/status`)).status).toBe(200);
    cli.signalGroup('SIGINT');
    expect(await cli.exited).toBe(0);
    await cli.groupGone();
    await expect(allPortsFree()).resolves.toHaveLength(12);
  });

  it('leaves nothing running when the command itself is killed', async () => {
    cli = runCli('start', ['--folder', folder], env);
    await cli.waitFor(/^ready/m);
    cli.process.kill('SIGKILL');
    await cli.groupGone();
    await expect(allPortsFree()).resolves.toHaveLength(12);
  });

  it('ends with the port and the next step when a port is taken, and leaves nothing running', async () => {
    // Prepare
    const holder = net.createServer().listen(ports.vault, '127.0.0.1');

    // Act
    cli = runCli('start', ['--folder', folder], env);
    const code = await cli.exited;

    // Assess
    expect(code).toBe(1);
    expect(cli.stderr()).toContain(`port ${ports.vault} is in use`);
    expect(cli.stderr()).toContain('FERRY_LOCAL_PORT_OFFSET');
    expect(cli.stdout()).toBe('');
    await new Promise((resolve) => holder.close(resolve));
    await cli.groupGone();
    await expect(allPortsFree()).resolves.toHaveLength(12);
  });

  it('npm run stack writes every value that a host needs, keeps its state, and refuses a second stack', async () => {
    const settingsFile = path.join(parent, 'local.settings.json');
    const start = () => runCli('stack', ['--folder', folder, '--settings-file', settingsFile], env);
    cli = start();
    await cli.waitFor(/^stack ready$/m);
    const first = JSON.parse(await readFile(settingsFile, 'utf8'));
    expect(first).toMatchObject({
      IsEncrypted: false,
      Host: { LocalHttpPort: ports.host },
      Values: {
        AzureWebJobsStorage: expect.stringContaining(`BlobEndpoint=http://127.0.0.1:${ports.hostBlob}/`),
        FUNCTIONS_WORKER_RUNTIME: 'node',
        NODE_EXTRA_CA_CERTS: path.join(folder, 'tls', 'ca.crt'),
        IDENTITY_ENDPOINT: `http://127.0.0.1:${ports.identity}/msi/token`,
        IDENTITY_HEADER: expect.stringMatching(/^[0-9a-f]{32}$/),
        FERRY_ROUTES: path.join(folder, 'routes.json'),
      },
    });

    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toContain(`in use by the stack of process ${cli.process.pid}`);

    cli.signalGroup('SIGTERM');
    expect(await cli.exited).toBe(0);
    cli = start();
    await cli.waitFor(/^stack ready$/m);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual(first);
  });

  it.each(['start', 'stack', 'demo'])(
    'npm run %s says which flags it takes, and which one it does not know',
    async (command) => {
      cli = runCli(command, ['--help']);
      expect(await cli.exited).toBe(0);
      expect(cli.stdout()).toContain('--port-offset');
      cli = runCli(command, ['--foldr', 'x']);
      expect(await cli.exited).toBe(1);
      expect(cli.stderr()).toMatch(/--foldr.*--help/s);
    },
  );
});
