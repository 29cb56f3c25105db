import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import { HTTP_CLIENT, sendWithin } from '../../src/azure/httpClient';

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

const inner = createDefaultHttpClient();
const requestTo = (path: string, more: object = {}) =>
  createPipelineRequest({ url: `${url}${path}`, allowInsecureConnection: true, ...more });

it('hands on what a service answers, and the request may be sent again', async () => {
  const request = requestTo('/answers');
  for (const _ of [1, 2]) expect(await HTTP_CLIENT.sendRequest(request)).toMatchObject({ bodyAsText: 'here' });
  expect(request.abortSignal).toBeUndefined();
});

it('a service that accepts a request and never answers is no wait without end', async () => {
  const sent = sendWithin(requestTo('/never'), (request) => inner.sendRequest(request), 50);
  await expect(sent).rejects.toThrow('no answer within 0.05 s');
});

it('what a request fails with for itself stays what it is', async () => {
  const broken = async (): Promise<never> => Promise.reject(new Error('ECONNRESET'));
  await expect(sendWithin(requestTo('/answers'), broken)).rejects.toThrow('ECONNRESET');
});

it('a request that its caller may cut off is limited all the same, and stays its own', async () => {
  const cut = new AbortController();
  const request = requestTo('/never', { abortSignal: cut.signal });
  const late = sendWithin(request, (limited) => inner.sendRequest(limited), 50);
  await expect(late).rejects.toThrow('no answer within 0.05 s');
  expect(request.abortSignal).toBe(cut.signal);
  const sent = sendWithin(request, (limited) => inner.sendRequest(limited));
  cut.abort();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  await expect(sendWithin(request, (limited) => inner.sendRequest(limited))).rejects.toMatchObject({
    name: 'AbortError',
  });
});
