import { startHostFixture, waitFor, type HostFixture } from '../hostFixture';
import { send } from '../recordings';

const API = '/runtime/webhooks/durabletask';

describe('durable 3.19.0, where it differs from the recorded 3.0.0', () => {
  let fixture: HostFixture;
  beforeAll(async () => {
    fixture = await startHostFixture();
  });
  afterAll(() => fixture.end());
  const ask = (method: string, path: string, body: string | null = null) =>
    send(fixture.host.url, { method, path, headers: { 'content-type': 'application/json' }, body });
  const reached = (id: string, runtimeStatus: string) =>
    waitFor(async () => {
      const status = JSON.parse((await ask('GET', `${API}/instances/${id}`)).text || '{}') as Record<string, string>;
      return status['runtimeStatus'] === runtimeStatus ? status : undefined;
    });

  it('an unknown orchestrator is accepted, and its instance fails, saying what is known', async () => {
    expect((await ask('POST', `${API}/orchestrators/noSuch/one`, '1')).status).toBe(202);
    expect((await reached('one', 'Failed'))['output']).toMatch(
      /^Orchestrator function 'noSuch' failed: The function 'noSuch' doesn't exist, .*functions: .*'seq'/,
    );
    expect(fixture.log.join('\n')).toContain("The orchestrator 'noSuch' of the instance 'one' is not registered");
  });

  it('waiting for one ends with its failure', async () => {
    const answer = await ask('POST', `${API}/orchestrators/noSuch/two?timeout=20&pollingInterval=0.1`, '1');
    expect(JSON.parse(answer.text)).toMatchObject({ instanceId: 'two', runtimeStatus: 'Failed' });
  });

  it.each(['Completed', 'Terminated', 'Running'])('rewind of a %s instance is a 412', async (status) => {
    const orchestrator = status === 'Completed' ? 'seq' : 'waitEvent';
    await ask('POST', `${API}/orchestrators/${orchestrator}/r-${status}`, '1');
    if (status === 'Terminated') await ask('POST', `${API}/instances/r-${status}/terminate?reason=x`);
    await reached(`r-${status}`, status);
    expect(await ask('POST', `${API}/instances/r-${status}/rewind?reason=x`)).toMatchObject({ status: 412, text: '' });
  });

  it.each([
    ['POST', 'orchestrators/seq/a%2Fb'],
    ['POST', 'orchestrators/seq/a%2fb'],
    ['GET', 'instances/a%2Fb'],
    ['DELETE', 'instances/a%2Fb'],
    ['POST', 'instances/a%2Fb/terminate'],
    ['POST', 'instances/a%2Fb/raiseEvent/go'],
  ])('an id with an encoded slash is a 404: %s %s', async (method, path) => {
    expect(await ask(method, `${API}/${path}`, method === 'POST' ? '1' : null)).toMatchObject({
      status: 404,
      text: '',
    });
    const byClient = await ask(method, `/durabletask/${path}`, method === 'POST' ? '1' : null);
    expect(byClient).toMatchObject({ status: 404, text: '' });
  });
});
