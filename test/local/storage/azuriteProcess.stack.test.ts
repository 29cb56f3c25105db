import https from 'node:https';
import { startTestCloud, type TestCloud } from '../registry/testCloud';

let cloud: TestCloud;
let agent: https.Agent;

beforeAll(async () => {
  cloud = await startTestCloud();
  agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: cloud.tls.cert });
});
afterAll(async () => {
  agent.destroy();
  await cloud.close();
});

/** Whether a request went over the connection of the one before. */
function isKept(method: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = https.request(`${cloud.containerUri}/nothing`, { method, agent });
    request.on('response', (response) => response.resume().on('end', () => resolve(request.reusedSocket)));
    request.on('error', reject).end();
  });
}

it.each(['HEAD', 'GET'])('a client keeps its connection after a %s', async (method) => {
  await isKept(method);
  // The connection is given back once the answer has ended.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await isKept(method)).toBe(true);
});
