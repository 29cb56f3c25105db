import net from 'node:net';
import { once } from 'node:events';
import { freePort } from '../../../local/http/freePort';
import { requireFreePorts } from '../../../local/stack/requireFreePorts';
import { readStackSettings, type StackPorts } from '../../../local/stack/stackSettings';

describe('requireFreePorts', () => {
  let server: net.Server;
  let taken: number;
  let ports: StackPorts;
  beforeEach(async () => {
    server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    taken = (server.address() as net.AddressInfo).port;
    ports = { ...readStackSettings({}, '/').ports, vault: taken, arm: await freePort() };
  });
  afterEach(() => server.close());

  it('names every port that is taken, who wanted it, and an offset with which all are free', async () => {
    const message = await requireFreePorts({ ...ports, hostQueue: taken }, ['arm', 'vault', 'hostQueue']).catch(
      (error: Error) => error.message,
    );
    expect(message).toContain(
      `port ${taken} is in use (key vault, FERRY_LOCAL_PORT_VAULT), port ${taken} is in use (queues of the host storage,`,
    );
    expect(message).not.toContain('management plane');
    expect(message).toMatch(
      /nothing was started.* --port-offset \(FERRY_LOCAL_PORT_OFFSET\) that is \d+00 higher is free/,
    );
  });

  it('asks only for the ports that are wanted', async () => {
    await expect(requireFreePorts(ports, ['arm'])).resolves.toBeUndefined();
  });

  it('offsets whose stacks would share a port are those that docs/local-host.md names', () => {
    const defaults = Object.values(readStackSettings({}, '/').ports) as number[];
    const shared = (offset: number) => defaults.some((port) => defaults.includes(port + offset));
    const named = (offset: number): boolean =>
      [
        [1, 10],
        [2064, 2070],
        [2929, 2939],
        [4993, 5009],
      ].some(([from = 0, to = 0]) => offset >= from && offset <= to);
    const offsets = Array.from({ length: 55_000 }, (_, index) => index + 1);
    expect(offsets.filter((offset) => shared(offset) && !named(offset))).toEqual([]);
    expect(offsets.filter((offset) => offset % 100 === 0 && shared(offset))).toEqual([5000]);
  });
});
