import net from 'node:net';
import { portInUse } from './startServer';

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
      reject(error.code === 'EADDRINUSE' ? portInUse(name, port) : error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
