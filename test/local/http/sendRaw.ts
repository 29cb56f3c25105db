import net from 'node:net';
import tls from 'node:tls';

/** Sends bytes to 127.0.0.1 and answers what comes back until the server closes the connection. */
export function sendRaw(port: number, text: string | Buffer, ca?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = ca === undefined ? net.connect(port, '127.0.0.1') : tls.connect({ port, host: '127.0.0.1', ca });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      const answer = Buffer.concat(chunks).toString('utf8');
      socket.end();
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), text: answer });
    });
    socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  });
}

/** A GET with the headers given, one a line, and an end of the connection after it. */
export function get(target: string, headers: string[] = ['Host: 127.0.0.1']): string {
  return [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
}
