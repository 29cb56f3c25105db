import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvocationContext } from '@azure/functions';
import { getClient, input } from 'durable-functions';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { createVirtualClock } from '../../activities/copy/virtualClock';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';

const { clientBinding } = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/functions-host/management-api.json'), 'utf8'),
) as { clientBinding: { json: object } };

/** The real durable client, as the host's binding makes it, with an extension at `origin`. */
function realClient(origin: string) {
  const binding = input.durableClient();
  const context = new InvocationContext({ functionName: 'f', options: { extraInputs: [binding] } });
  context.extraInputs.set(binding, { ...clientBinding.json, rpcBaseUrl: `${origin}/durabletask/` });
  return getClient(context);
}

describe('the real durable client', () => {
  let server: Server;
  let origin: string;
  let answer: (response: ServerResponse, method?: string) => void;
  beforeAll(async () => {
    server = createServer((request, response) => answer(response, request.method));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const answering = (status: number, body = '') => {
    return (response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
  const reset = (response: ServerResponse) => void response.socket?.destroy();
  const details = JSON.stringify({ ExceptionMessage: 'No connection', StackTrace: 'at /home/site/wwwroot' });
  const instances = () => createInstances(realClient(origin), MACHINE);

  it.each([
    ['500', answering(500, details), 'HTTP 500'],
    ['502', answering(502, '<html>'), 'HTTP 502'],
    ['503 without a body', answering(503), 'HTTP 503'],
    ['504', answering(504), 'HTTP 504'],
    ['429', answering(429, details), 'HTTP 429'],
    ['200 without a body', answering(200), 'cut off'],
    ['202 without a body', answering(202), 'cut off'],
    ['a page', answering(200, '<html>Sign in</html>'), 'cut off'],
    ['a broken connection', reset, 'ECONNRESET'],
  ])('%s to a look is weather', async (_, answers, words) => {
    answer = answers;
    const error = await instances()
      .find('one')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).not.toContain('wwwroot');
  });

  it.each([
    ['500', answering(500, details)],
    ['503', answering(503)],
    ['202 without a body', answering(202)],
    ['a broken connection', reset],
  ])('%s to a start is weather', async (_, answers) => {
    answer = (response, method) => (method === 'POST' ? answers : answering(404))(response);
    await expect(instances().startOnce('transfer', 'one', {})).rejects.toBeInstanceOf(ServiceUnavailableError);
  });

  it('nobody who listens is weather', async () => {
    const closed = createInstances(realClient('http://127.0.0.1:1'), MACHINE);
    await expect(closed.find('one')).rejects.toThrow(/^Could not look for the orchestration one: .*\(ECONNREFUSED\)/);
    await expect(closed.startOnce('transfer', 'one', {})).rejects.toBeInstanceOf(ServiceUnavailableError);
  });

  it('404 is no instance', async () => {
    answer = answering(404);
    expect(await instances().find('one')).toBeUndefined();
  });

  it('an orchestration that the host does not know is a defect, whatever the answer quotes', async () => {
    const quoting = JSON.stringify({
      ExceptionMessage: "The function 'x' does not exist. status code: 500, HTTP 404 ",
    });
    answer = (response, method) => (method === 'POST' ? answering(400, quoting) : answering(404))(response);
    const error = await instances()
      .startOnce('x', 'one', {})
      .catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(ServiceUnavailableError);
    expect(String(error)).toContain('400');
  });
});

it('a client that never answers is weather after a while', async () => {
  const client = new FakeDurableClient();
  client.beforeStatus = () => new Promise(() => undefined);
  const { clock, run } = createVirtualClock();
  const finding = createInstances(client, clock).find('one');
  await expect(run(finding)).rejects.toThrow('has not answered for 30 s');
});

it('what is no weather is thrown as it is', async () => {
  const client = new FakeDurableClient();
  const defect = new TypeError('x is not a function');
  client.beforeStatus = () => Promise.reject(defect);
  await expect(createInstances(client, MACHINE).find('one')).rejects.toBe(defect);
});
