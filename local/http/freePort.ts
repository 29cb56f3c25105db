import net from 'node:net';

/** A TCP port of 127.0.0.1 that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Makes sure that nothing listens on a port of 127.0.0.1.
 *
 * @throws Error naming the part that wants the port, and the next step.
 */
export function requireFreePort(name: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const next = 'Stop what holds it, or choose others with --port-offset (FERRY_LOCAL_PORT_OFFSET).';
      reject(taken ? new Error(`${name}: port ${port} is in use. ${next}`) : error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
