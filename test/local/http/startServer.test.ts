import { type RunningServer, startServer } from '../../../local/http/startServer';

let server: RunningServer | undefined;
afterEach(() => server?.close());

it('keeps a connection open that is idle for longer than a busy client is late', async () => {
  server = await startServer({
    name: 'A server',
    port: 0,
    listener: (_, response) => Promise.resolve(void response.end('ok')),
  });
  const answer = await fetch(server.origin);
  expect(await answer.text()).toBe('ok');
  expect(answer.headers.get('keep-alive')).toBe('timeout=130');
});
