import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compiledProgram } from '../../../local/launcher/hostProcess';
import { startHost } from '../../../local/launcher/startHost';
import { freePort } from '../../../local/http/freePort';
import { FIXTURE_APP, startHostFixture, waitFor } from '../host/hostFixture';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a host as a process', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'start host '));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('stops when told to, and can be started again on the same state', async () => {
    const fixture = await startHostFixture();
    expect(fixture.log).toContain(`host ready ${fixture.host.url}`);
    await fixture.host.stop();
    expect(await fixture.host.exited).toBe(0);
    await fixture.start();
    expect((await fetch(`${fixture.host.url}/api/ping`)).status).toBe(200);
    await fixture.end();
  });

  it('is gone after kill()', async () => {
    const fixture = await startHostFixture();
    fixture.host.kill();
    expect(await fixture.host.exited).toBeNull();
    expect(isAlive(fixture.host.pid)).toBe(false);
    await fixture.end();
  });

  it('goes away with a parent that is killed', async () => {
    // Prepare
    const program = path.join(folder, 'parent.js');
    const main = compiledProgram('host/main');
    const options = ['--app', FIXTURE_APP, '--port', String(await freePort()), '--state', folder];
    writeFileSync(
      program,
      `const host = require('node:child_process').fork(${JSON.stringify(main)}, ${JSON.stringify(options)}, { silent: true });
       host.on('message', () => process.send(host.pid));`,
    );
    const parent = fork(program, { env: { ...process.env, SCHEDULE: '0 0 0 1 1 *' } });
    const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(message as number)));
    expect(isAlive(pid)).toBe(true);

    // Act
    parent.kill('SIGKILL');

    // Assess
    await waitFor(() => (isAlive(pid) ? undefined : true));
  });

  it.each([
    ['no host.json', {}, /host\.json cannot be read/],
    ['an app that throws', { 'host.json': '{"version":"2.0"}', 'index.js': 'throw new Error("bad app")' }, /bad app/],
    ['an app without functions', { 'host.json': '{"version":"2.0"}', 'index.js': '' }, /registered no function/],
    ['an app that was not built', { 'host.json': '{"version":"2.0"}' }, /index\.js could not be loaded/],
  ])('says what is wrong: %s', async (_what, files: Record<string, string>, expected) => {
    // Prepare
    writeFileSync(path.join(folder, 'package.json'), '{"main":"index.js"}');
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);

    // Act
    const starting = startHost({ app: folder, port: await freePort(), stateFolder: folder, prefer: 'built-in' });

    // Assess
    await expect(starting).rejects.toThrow(expected);
  });

  it('says that the port is taken', async () => {
    // Prepare
    const fixture = await startHostFixture();
    const second = { app: FIXTURE_APP, port: fixture.port, stateFolder: folder, prefer: 'built-in' as const };

    // Act
    const starting = startHost({ ...second, env: { SCHEDULE: '0 0 0 1 1 *' } });

    // Assess
    await expect(starting).rejects.toThrow(/port \d+ is in use/);
    await fixture.end();
  });
});

const WORKER = `require("http")
  .createServer((q, s) => s.end(JSON.stringify({ state: "Running", pid: process.pid, cwd: process.cwd() })))
  .listen(process.argv[1], "127.0.0.1")`;

describe('Core Tools', () => {
  let folder: string;
  const search = process.env['PATH'];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'core tools '));
    mkdirSync(path.join(folder, 'bin'));
    mkdirSync(path.join(folder, 'app'));
  });
  afterEach(() => {
    process.env['PATH'] = search;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A `func` that starts a worker of its own, as the real one does. */
  const installFunc = (worker: string): void => {
    const file = path.join(folder, 'bin', 'func');
    writeFileSync(file, `#!/bin/sh\n"${process.execPath}" -e '${worker}' "$3" &\nwait\n`);
    chmodSync(file, 0o755);
    process.env['PATH'] = `${path.join(folder, 'bin')}${path.delimiter}${search}`;
  };
  const options = async () => ({ app: path.join(folder, 'app'), port: await freePort(), stateFolder: folder });

  it('are used where func is on the PATH, and end with everything they started', async () => {
    installFunc(WORKER);
    const host = await startHost(await options());
    expect(host.kind).toBe('core-tools');
    const answer = (await (await fetch(host.url)).json()) as { pid: number; cwd: string };
    expect(path.basename(answer.cwd)).toBe('app');
    await host.stop();
    await waitFor(() => (isAlive(answer.pid) ? undefined : true));
  });

  it('are gone after kill(), with everything they started', async () => {
    // Prepare
    installFunc(WORKER);
    const host = await startHost(await options());
    const { pid } = (await (await fetch(host.url)).json()) as { pid: number };

    // Act
    host.kill();
    await host.exited;

    // Assess
    await waitFor(() => (isAlive(pid) ? undefined : true));
    expect(isAlive(host.pid)).toBe(false);
  });

  it('that end at once are reported with what they printed', async () => {
    installFunc('console.log("no storage"); process.exit(3)');
    await expect(startHost(await options())).rejects.toThrow(/ended before it was running[^]*no storage/);
  });

  it('are missed only when demanded', async () => {
    process.env['PATH'] = path.join(folder, 'bin');
    await expect(startHost({ ...(await options()), prefer: 'core-tools' })).rejects.toThrow(
      /"func" is not on the PATH/,
    );
  });
});
