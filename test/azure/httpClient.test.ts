import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { HTTP_CLIENT } from '../../src/azure/httpClient';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/answers') response.end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const requestTo = (path: string, more: object = {}) =>
  createPipelineRequest({ url: `${url}${path}`, allowInsecureConnection: true, ...more });

it('hands on what a service answers, and gives every request a limit', async () => {
  const request = requestTo('/answers');
  expect(await HTTP_CLIENT.sendRequest(request)).toMatchObject({ status: 200, bodyAsText: 'here' });
  expect(request.timeout).toBeGreaterThan(0);
});

it('a service that accepts a request and never answers is no wait without end', async () => {
  await expect(HTTP_CLIENT.sendRequest(requestTo('/never', { timeout: 50 }))).rejects.toThrow(
    'no answer within 0.05 s',
  );
});

it('a request that its caller cuts off keeps the limit of its caller', async () => {
  const cut = new AbortController();
  const request = requestTo('/never', { abortSignal: cut.signal });
  const sent = HTTP_CLIENT.sendRequest(request);
  expect(request.timeout).toBe(0);
  cut.abort();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
});
