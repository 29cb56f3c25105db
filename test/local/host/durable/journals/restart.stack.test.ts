import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { createVirtualPlatform, type VirtualPlatform } from '../../../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub, type TaskHubOptions } from '../../../../../local/host/durable/createTaskHub';
import type { InstanceStatus } from '../../../../../local/host/durable/taskHub';
import { createInProcessInvoker, type InProcessApp } from '../inProcessInvoker';
import { createRecordedJournals, writeJournals, type JournalChange } from './recordedJournals';

let folder: string;
/** Every process draws ids of its own. */
let processes = 0;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'task hub '));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Everything an orchestration can wait for, each activity with a key of its own. */
function appWith(ran: string[], hubOf: () => LocalTaskHub): InProcessApp {
  return {
    orchestrations: {
      *main(context: OrchestrationContext) {
        const { round, log } = context.df.getInput<{ round: number; log: unknown[] }>()!;
        const first: unknown = yield context.df.callActivity('work', `sequence ${round}`);
        const fan: unknown[] = yield context.df.Task.all([
          context.df.callActivity('work', `fan a ${round}`),
          context.df.callActivity('work', `fan b ${round}`),
          context.df.callSubOrchestrator('kid', `kid ${round}`, `kid-${round}`),
        ]);
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 5000));
        yield context.df.callActivity('knock', context.df.instanceId);
        const knocked: unknown = yield context.df.waitForExternalEvent('knock');
        const counted: unknown = yield context.df.callEntity(new df.EntityId('counter', 'c'), 'add', 1);
        const next = [...log, first, ...fan, knocked, counted];
        if (round === 2) return next;
        context.df.continueAsNew({ round: 2, log: next });
        return undefined;
      },
      *kid(context: OrchestrationContext) {
        const key = context.df.getInput<string>()!;
        return yield context.df.callActivityWithRetry('flaky', new df.RetryOptions(1000, 2), key);
      },
    },
    activities: {
      work: (key: string) => {
        ran.push(key);
        return `${key} done`;
      },
      flaky: (key: string) => {
        const attempt = ran.filter((other) => other === key).length + 1;
        ran.push(key);
        if (attempt === 1) throw new Error('first attempt');
        return `${key} done`;
      },
      knock: async (instanceId: string) => {
        await hubOf().raiseEvent(instanceId, 'knock', '"knock"');
      },
    },
    entities: {
      counter: (context) => {
        const state: number | undefined = context.df.getState(() => 0 as never);
        const sum = (state ?? 0) + (context.df.getInput<number>() ?? 0);
        context.df.setState(sum as never);
        context.df.return(sum);
      },
    },
  };
}

interface Run {
  status: InstanceStatus;
  ran: string[];
  counter: string | undefined;
}

/** Opens a hub, starts the orchestration unless it is there already, and runs it to its end. */
async function runToEnd(options: Pick<TaskHubOptions, 'storage'>, before: string[] = []): Promise<Run> {
  const ran = [...before];
  const hub: LocalTaskHub = createTaskHub(createVirtualPlatform({ seed: ++processes }), {
    folder,
    ...options,
    invoker: createInProcessInvoker(appWith(ran, () => hub)),
  });
  await hub.open();
  if (!(await hub.status('main-1'))) {
    await hub.start('main', { instanceId: 'main-1', input: '{"round":1,"log":[]}' });
  }
  const status = (await hub.completion('main-1'))!;
  await hub.idle();
  const counter = await hub.readEntity('@counter@c');
  await hub.close();
  return { status, ran: ran.slice(before.length), counter };
}

/** What activities answered before the crash, read from the changes that had been written. */
function resultsIn(changes: JournalChange[]): string[] {
  const text = changes.map(({ lines }) => lines.join('\n')).join('\n');
  return [...text.matchAll(/"kind":"event","event":\{"EventType":5,[^}]*?"Result":"\\"([^"\\]+) done\\""/g)].map(
    (match) => match[1]!,
  );
}

function failuresIn(changes: JournalChange[]): string[] {
  return changes.flatMap(({ name, lines }) =>
    name.startsWith('kid-') && lines.some((line) => line.startsWith('{"kind":"event","event":{"EventType":6,'))
      ? [`kid ${name[4]}`]
      : [],
  );
}

describe('a task hub whose process was killed', () => {
  it('goes on to the same end after a crash before or within any line of its journals', async () => {
    const { journals, changes } = createRecordedJournals();
    const whole = await runToEnd({ storage: journals });
    expect(whole.status).toMatchObject({ runtimeStatus: 'Completed' });
    expect(whole.status.output).toHaveLength(12);
    expect(whole.counter).toBe('2');
    expect(changes.length).toBeGreaterThan(50);
    expect(resultsIn(changes)).toHaveLength(8);
    expect(failuresIn(changes)).toEqual(['kid 1', 'kid 2']);

    for (let crash = 0; crash <= changes.length; crash++) {
      const written = changes.slice(0, crash);
      const completed = resultsIn(written);
      for (const torn of [undefined, changes[crash]]) {
        await rm(folder, { recursive: true, force: true });
        await writeJournals(folder, written, torn?.kind === 'remove' ? undefined : torn);
        const resumed = await runToEnd({ storage: 'disk' }, failuresIn(written));
        expect(resumed.status.output).toEqual(whole.status.output);
        expect(resumed.counter).toBe('2');
        expect(resumed.ran.filter((key) => completed.includes(key))).toEqual([]);
        const again = resumed.ran.filter((key, index) => !key.startsWith('kid') && resumed.ran.indexOf(key) < index);
        expect(again).toEqual([]);
      }
    }
  });

  it('waits for a timer only as long as is left of it', async () => {
    const app: InProcessApp = {
      orchestrations: {
        *main(context: OrchestrationContext) {
          yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
          return 'fired';
        },
      },
    };
    const start = Date.parse('2026-01-01T00:00:00Z');
    const open = async (at: number): Promise<[LocalTaskHub, VirtualPlatform]> => {
      const platform = createVirtualPlatform({ start: at, jump: 'manual' });
      const hub = createTaskHub(platform, { folder, invoker: createInProcessInvoker(app) });
      await hub.open();
      return [hub, platform];
    };
    const [first] = await open(start);
    await first.start('main', { instanceId: 'one', input: null });
    await first.idle();
    await first.close();
    const [second, platform] = await open(start + 3_000_000);
    platform.advance(590_000);
    await second.idle();
    expect(await second.status('one')).toMatchObject({ runtimeStatus: 'Running' });
    platform.advance(10_000);
    expect(await second.completion('one')).toMatchObject({ runtimeStatus: 'Completed', output: 'fired' });
    await second.close();
  });

  it('has one file per instance, gone after a purge, and names a broken line', async () => {
    await runToEnd({ storage: 'disk' });
    const files = (await readdir(folder)).sort();
    expect(files).toHaveLength(4); // the parent, two children, the entity
    const hub = createTaskHub(createVirtualPlatform(), {
      folder,
      invoker: createInProcessInvoker({ orchestrations: {} }),
    });
    await hub.open();
    expect(await hub.purge('main-1')).toBe(1);
    expect(await hub.purge('main-1')).toBe(0);
    await hub.close();
    expect(await readdir(folder)).toHaveLength(3);
    const broken = (await readdir(folder))[0]!;
    await writeFile(path.join(folder, broken), 'not JSON\n{}\n');
    await expect(hub.open()).rejects.toThrow(`Line 1 of the journal ${broken}`);
    expect(await readdir(folder)).not.toContain('task-hub.lock');
  });

  it('the folder belongs to one process at a time, and to the next one once that is dead', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(other, 'spawn');
    await writeFile(path.join(folder, 'task-hub.lock'), JSON.stringify({ pid: other.pid, startedAt: null }));
    const hub = createTaskHub(createVirtualPlatform(), {
      folder,
      invoker: createInProcessInvoker({ orchestrations: {} }),
    });
    await expect(hub.open()).rejects.toThrow(`is in use by process ${other.pid}`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await hub.open();
    const second = createTaskHub(createVirtualPlatform(), {
      folder,
      invoker: createInProcessInvoker({ orchestrations: {} }),
    });
    await expect(second.open()).rejects.toThrow('Stop that host first');
    await hub.close();
    expect(await readdir(folder)).toEqual([]);
  });
});
