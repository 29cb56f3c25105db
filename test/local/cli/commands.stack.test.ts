import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readStackSettings } from '../../../local/stack/stackSettings';
import { isPortFree } from '../../../local/http/freePort';
import { ensureStackKeys } from '../../../local/stack/stackKeys';
import { takeStackFolder } from '../../../local/stack/stackFolder';
import { until } from '../callHttp';
import { type CliProcess, processesWith, startCli } from './runCli';

/** An offset with which every port of a stack is free, below the ports that clients are given (32768 and up on Linux). */
async function freeOffset(): Promise<string> {
  for (let offset = 11_000 + (process.pid % 100) * 100; ; offset += 100) {
    const { ports } = readStackSettings({ FERRY_LOCAL_PORT_OFFSET: String(offset) }, '/');
    const free = await Promise.all(Object.values(ports).map((port: number) => isPortFree(port)));
    if (free.every(Boolean)) return String(offset);
  }
}

describe('the commands', () => {
  let parent: string;
  let folder: string;
  let offset: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'ferry commands '));
    folder = path.join(parent, 'a #b?c %d é');
    offset = await freeOffset();
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('reach this machine past every proxy, and keep state in a folder of any name', async () => {
    const asked: string[] = [];
    const proxy = net.createServer((socket) => {
      socket.on('error', () => undefined).once('data', (data) => asked.push(data.toString().split('\n')[0] ?? ''));
      socket.on('data', () => socket.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
    const proxies = Object.fromEntries(
      ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [
        [name, url],
        [name.toLowerCase(), url],
      ]),
    );
    const env = { ...proxies, NO_PROXY: 'elsewhere.example' };
    const demo = startCli('demo', ['--folder', folder, '--port-offset', offset, '--json'], env);
    const code = await demo.ended;
    proxy.close();
    expect(asked).toEqual([]);
    expect(JSON.parse(demo.stdout().trim().split('\n').at(-1) ?? '')).toMatchObject({ outcome: 'succeeded' });
    expect(code).toBe(0);
    expect(await readdir(parent)).toEqual([path.basename(folder)]);
  });

  /** What is left of a command whose reader goes away. */
  const afterClosedPipe = async (run: CliProcess) => {
    run.child.stdout!.destroy();
    const code = await run.ended;
    await until(() => processesWith(folder).length === 0);
    return { code, stderr: run.stderr(), isLocked: existsSync(path.join(folder, 'stack.pid')) };
  };
  const QUIET = { code: 141, stderr: '', isLocked: false };

  it('ends the demo without a word, everything stopped, when its reader has gone after a line', async () => {
    const run = startCli('demo', ['--folder', folder, '--port-offset', offset]);
    await once(run.child.stdout!, 'data');
    expect(await afterClosedPipe(run)).toEqual(QUIET);
  });

  it.each(['start', 'stack'] as const)('end alike when nobody reads that they are ready: %s', async (command) => {
    const args = ['--folder', folder, '--port-offset', offset];
    const settingsFile = command === 'stack' ? ['--settings-file', path.join(parent, 'local.settings.json')] : [];
    expect(await afterClosedPipe(startCli(command, [...args, ...settingsFile]))).toEqual(QUIET);
  });

  it('keep the port of the storage behind the gate, and take another one when that is in use', async () => {
    const settingsFile = path.join(parent, 'local.settings.json');
    const portOfOneRun = async (): Promise<number | undefined> => {
      const args = ['--folder', folder, '--port-offset', offset, '--settings-file', settingsFile];
      const run = startCli('stack', args, { FERRY_LOCAL_STORAGE_GATE: '1' });
      await until(() => run.stdout().includes('Ctrl-C ends everything') || run.child.exitCode !== null);
      run.child.kill('SIGTERM');
      expect({ code: await run.ended, said: run.stderr() }).toMatchObject({ code: 0 });
      return ensureStackKeys(folder).gatedStoragePort;
    };
    const first = await portOfOneRun();
    expect(await portOfOneRun()).toBe(first);
    const other = net.createServer();
    await once(other.listen(first, '127.0.0.1'), 'listening');
    expect(await portOfOneRun()).not.toBe(first);
    other.close();
  });

  it.each(['start', 'stack', 'demo'] as const)('refuse a taken port before anything starts: %s', async (command) => {
    await (await takeStackFolder(folder, false)).release();
    const { ports } = readStackSettings({ FERRY_LOCAL_PORT_OFFSET: offset }, '/');
    const other = net.createServer();
    // 10 offsets away, the storage of one stack is where the host storage of the other is.
    await once(other.listen(ports.storage, '127.0.0.1'), 'listening');
    const run = startCli(command, ['--folder', folder, '--port-offset', offset]);
    const code = await run.ended;
    other.close();
    expect(code).toBe(1);
    expect(run.stderr()).toContain(
      `On 127.0.0.1 port ${ports.storage} is in use (storage, FERRY_LOCAL_PORT_STORAGE), so nothing was started.`,
    );
    expect(run.stderr()).not.toMatch(/^\s+at /m);
    expect(await readdir(folder)).toEqual(['acr-ferry-local.json']);
  });

  it('refuse the port of the host, too, where they start one', async () => {
    const { ports } = readStackSettings({ FERRY_LOCAL_PORT_OFFSET: offset }, '/');
    const other = net.createServer();
    await once(other.listen(ports.host, '127.0.0.1'), 'listening');
    const run = startCli('start', ['--folder', folder, '--port-offset', offset]);
    expect(await run.ended).toBe(1);
    other.close();
    expect(run.stderr()).toContain(
      `port ${ports.host} is in use (Functions host, FERRY_LOCAL_PORT_HOST), so nothing was started`,
    );
  });
});
