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
export async function requireFreePort(name: string, port: number): Promise<void> {
  if (!(await isPortFree(port))) throw portInUse(name, port);
}

/** Whether a server could listen on a port of 127.0.0.1 now. @throws Error when this user may not listen there. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
