import type { Instances } from '../../src/domain/ports/instances';

/** Orchestrations that can be started: `waits` until it is told to go on, then it ends. */
export interface InstancesUnderTest {
  instances: Instances;
  /** Lets the orchestration of that id end. */
  end(id: string): Promise<void>;
  /** Ids that were started, as often as they were. */
  started(): string[];
  close(): Promise<void>;
}

/** What every way to the orchestrations promises. */
export function describeInstancesContract(name: string, setUp: () => Promise<InstancesUnderTest>): void {
  describe(`Instances: ${name}`, () => {
    let under: InstancesUnderTest;
    beforeEach(async () => (under = await setUp()));
    afterEach(() => under.close());

    it('an id that was never started is not found', async () => {
      expect(await under.instances.find('t1')).toBeUndefined();
    });

    it('what was started is found, and has not ended', async () => {
      await under.instances.startOnce('waits', 't1', { any: 'input' });
      expect(['pending', 'running']).toContain((await under.instances.find('t1'))?.state);
      expect(await under.instances.find('t2')).toBeUndefined();
    });

    it('the same id again starts nothing, at once or later', async () => {
      await Promise.all([1, 2, 3].map(() => under.instances.startOnce('waits', 't1', {})));
      await under.instances.startOnce('waits', 't1', {});
      expect(under.started()).toEqual(['t1']);
    });

    it('one that has ended is shown as ended, and never run again', async () => {
      await under.instances.startOnce('waits', 't1', {});
      await under.end('t1');
      expect(await under.instances.find('t1')).toMatchObject({ state: 'ended', runtimeStatus: 'Completed' });
      await under.instances.startOnce('waits', 't1', {});
      expect(under.started()).toEqual(['t1']);
    });

    it('lists what has not ended', async () => {
      expect(await under.instances.listLiving()).toEqual([]);
      await under.instances.startOnce('waits', 't1', {});
      await under.instances.startOnce('waits', 't2', {});
      await under.end('t1');
      const [found, ...others] = await under.instances.listLiving();
      expect([found?.id, found?.name, others]).toEqual(['t2', 'waits', []]);
      expect(['pending', 'running']).toContain(found?.state);
    });

    it('lists what was created within a time, its beginning included and its end not', async () => {
      await under.instances.startOnce('waits', 't1', {});
      const { createdAt } = (await under.instances.find('t1')) ?? { createdAt: new Date(0) };
      const listed = async (from: number, to: number) => {
        const at = createdAt.getTime();
        return under.instances.list({ from: new Date(at + from), to: new Date(at + to) });
      };
      const [found, ...others] = await listed(0, 1_000);
      expect([found?.id, found?.name, found?.createdAt, others]).toEqual(['t1', 'waits', createdAt, []]);
      expect(['pending', 'running']).toContain(found?.state);
      expect(found?.updatedAt.getTime()).toBeGreaterThanOrEqual(createdAt.getTime());
      expect(await listed(-5_000, 0)).toEqual([]);
      expect(await listed(1_000, 5_000)).toEqual([]);
      await under.end('t1');
      expect(await listed(0, 1_000)).toMatchObject([{ id: 't1', state: 'ended' }]);
    });

    it('a history that is purged is gone; one that never was is no error', async () => {
      await under.instances.startOnce('waits', 't1', {});
      await under.instances.startOnce('waits', 't2', {});
      await under.end('t1');
      await under.instances.purge('t1');
      await under.instances.purge('t1');
      expect(await under.instances.find('t1')).toBeUndefined();
      expect(await under.instances.find('t2')).toBeDefined();
    });
  });
}
