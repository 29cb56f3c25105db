import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { CREATED, FakeDurableClient } from '../../helpers/fakeDurableClient';

function withClient() {
  const client = new FakeDurableClient();
  return { client, instances: createInstances(client, MACHINE) };
}

describe('find', () => {
  it('an id that was never started is undefined', async () => {
    expect(await withClient().instances.find('one')).toBeUndefined();
  });

  it.each([
    [Status.Pending, 'pending'],
    [Status.Running, 'running'],
    [Status.ContinuedAsNew, 'running'],
    [Status.Suspended, 'running'],
    [Status.Completed, 'ended'],
    [Status.Failed, 'ended'],
    [Status.Terminated, 'ended'],
    [Status.Canceled, 'ended'],
  ])('%s is %s', async (status, state) => {
    const { client, instances } = withClient();
    client.instances.set('one', { status });
    expect(await instances.find('one')).toEqual({ state, runtimeStatus: status, createdAt: CREATED });
  });

  it('shows the custom status, and no input', async () => {
    const { client, instances } = withClient();
    client.instances.set('one', { status: Status.Running, input: 'secret', customStatus: { bytes: 7 } });
    expect(await instances.find('one')).toEqual({
      state: 'running',
      runtimeStatus: 'Running',
      createdAt: CREATED,
      customStatus: { bytes: 7 },
    });
  });

  it('a host that does not answer is no unknown instance', async () => {
    const { client, instances } = withClient();
    client.beforeStatus = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    await expect(instances.find('one')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('startOnce', () => {
  it('starts under that name and id, with that input', async () => {
    const { client, instances } = withClient();
    await instances.startOnce('transfer', 'one', { route: 'prod' });
    expect(client.starts).toEqual(['transfer one']);
    expect(client.instances.get('one')?.input).toEqual({ route: 'prod' });
  });

  it.each(Object.values(Status))('an instance that is %s is left alone', async (status) => {
    const { client, instances } = withClient();
    client.instances.set('one', { status });
    await instances.startOnce('transfer', 'one', {});
    expect(client.starts).toEqual([]);
  });

  it('two that both saw no instance: the one that the extension refuses is content', async () => {
    const { client, instances } = withClient();
    const waiting = client.holdStartsUntil(2);
    await Promise.all([instances.startOnce('transfer', 'one', {}), instances.startOnce('transfer', 'one', {})]);
    expect(waiting()).toBe(2);
    expect(client.starts).toEqual(['transfer one']);
  });

  it('a start that failed is told', async () => {
    const { client, instances } = withClient();
    client.beforeStart = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    await expect(instances.startOnce('transfer', 'one', {})).rejects.toThrow('ECONNREFUSED');
  });
});

describe('raise', () => {
  it('an event reaches an orchestration that runs', async () => {
    const { client, instances } = withClient();
    client.instances.set('one', { status: Status.Running });
    await instances.raise('one', 'go');
    expect(client.raised).toEqual(['one go']);
  });

  it.each([Status.Completed, undefined])('one that is %s is no error', async (status) => {
    const { client, instances } = withClient();
    if (status !== undefined) client.instances.set('one', { status });
    await instances.raise('one', 'go');
    expect(client.raised).toEqual([]);
  });
});
