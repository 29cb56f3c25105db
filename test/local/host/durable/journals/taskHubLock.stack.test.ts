import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDiskJournals } from '../../../../../local/host/durable/journals/diskJournals';
import { freePort } from '../../../../../local/http/freePort';
import { startHost } from '../../../../../local/launcher/startHost';
import type { StartedHost } from '../../../../../local/launcher/startedHost';
import { FIXTURE_APP, waitFor } from '../../hostFixture';

/** A process that is gone, and has been waited for. */
async function deadProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid!;
}

/** Takes the task hub in a folder, as a host does. */
async function takeHub(folder: string): Promise<{ release(): Promise<void> }> {
  const journals = createDiskJournals(folder);
  await journals.open();
  return { release: () => journals.close() };
}

describe('the lock of a task hub', () => {
  let folder: string;
  const lockFile = (): string => path.join(folder, 'task-hub.lock');
  const leave = (holder: object | string): void =>
    writeFileSync(lockFile(), typeof holder === 'string' ? holder : JSON.stringify(holder));
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferry lock '));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('takes, refuses and releases, leaving nothing behind', async () => {
    const lock = await takeHub(folder);
    expect(await readdir(folder)).toEqual(['task-hub.lock']);
    await expect(takeHub(folder)).rejects.toThrow(`is in use by process ${process.pid}. Stop that host first`);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a process that is gone', async () => ({ pid: await deadProcess(), startedAt: '1' })],
    ['a process whose number has been given again', () => ({ pid: process.pid, startedAt: '1' })],
    ['a file that was cut off', () => '{"pid":'],
    ['an empty file', () => ''],
    ['a file that names no process', () => '{"pid":-1}'],
  ])('takes over the lock of %s', async (_what, holder) => {
    leave(await holder());
    await (await takeHub(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  // Only Linux tells zombies from processes that run (/proc), and only there the lock looks for them.
  (process.platform === 'linux' ? it : it.failing)(
    'takes over the lock of a zombie: killed, and never waited for',
    async () => {
      // The shell becomes a program that waits for no child. Before that it would wait for a child that has ended.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(output.toString().trim());
      await waitFor(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n' || undefined);
      process.kill(pid, 'SIGKILL');
      const stat = await waitFor(() => {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return / Z /.test(text) ? text : undefined;
      });
      leave({ pid, startedAt: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] });
      await (await takeHub(folder)).release();
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    },
  );

  it('goes on where another process died while it took a lock over', async () => {
    leave({ pid: await deadProcess(), startedAt: '1' });
    const name = createHash('sha256').update(readFileSync(lockFile())).digest('hex').slice(0, 16);
    const guard = `${lockFile()}.${name}`;
    writeFileSync(guard, JSON.stringify({ pid: await deadProcess(), startedAt: '2' }));
    await (await takeHub(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is given to exactly one of many that find a stale one at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      leave({ pid: await deadProcess(), startedAt: '1', round });
      const all = await Promise.allSettled(Array.from({ length: 12 }, () => takeHub(folder)));
      const taken = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const refused = all.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []));
      expect(taken).toHaveLength(1);
      for (const message of refused) expect(message).toContain(`is in use by process ${process.pid}. Stop that host`);
      await taken[0]!.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('lets exactly one of three hosts start, and the others say who has it', async () => {
    const hub = path.join(folder, 'RecHub');
    mkdirSync(hub);
    writeFileSync(path.join(hub, 'task-hub.lock'), JSON.stringify({ pid: await deadProcess(), startedAt: '1' }));
    const env = { SCHEDULE: '0 0 0 1 1 *' };
    const start = async (): Promise<StartedHost> =>
      startHost({ app: FIXTURE_APP, port: await freePort(), stateFolder: folder, prefer: 'built-in', env });
    const all = await Promise.allSettled([start(), start(), start()]);
    const started = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []));
    expect(started).toHaveLength(1);
    for (const message of refused) expect(message).toContain(`in use by process ${started[0]!.pid}`);
    expect(JSON.parse(readFileSync(path.join(hub, 'task-hub.lock'), 'utf8'))).toMatchObject({ pid: started[0]!.pid });
    await started[0]!.stop();
  });
});
