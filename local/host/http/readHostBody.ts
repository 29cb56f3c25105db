import type { IncomingMessage } from 'node:http';

/** The real host's limit for a request body: Kestrel's MaxRequestBodySize as the host sets it. */
const BODY_LIMIT = 100 * 1024 * 1024;

/**
 * Reads a whole request body. What is left of one that is too long is thrown away while it is being answered: a client
 * that still sends would not see the answer otherwise.
 *
 * @throws Error when it is longer than 100 MiB, which the host answers with 500 and an empty body.
 */
export function readHostBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const tooLong = (): void => reject(new Error(`the request body is longer than ${BODY_LIMIT} bytes.`));
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) tooLong();
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_LIMIT) chunks.push(chunk);
      else {
        chunks.length = 0;
        tooLong();
      }
    });
    request.on('error', reject);
    request.on('end', () => resolve(Buffer.concat(chunks)));
  });
}
