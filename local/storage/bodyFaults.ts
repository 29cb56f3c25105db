import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';

/** Hands bytes on with the first of them changed. */
export function corrupted(): Transform {
  let done = false;
  return new Transform({
    transform(chunk: Buffer, _, next) {
      if (done || chunk.length === 0) return next(null, chunk);
      done = true;
      const changed = Buffer.from(chunk);
      changed[0] = (changed[0] ?? 0) ^ 0xff;
      next(null, changed);
    },
  });
}

/** An answer's headers with another checksum; an answer with a body keeps its own, because its body is changed. */
export function corruptedHeaders({ headers }: IncomingMessage): IncomingHttpHeaders {
  if (headers['content-length'] !== undefined && headers['content-length'] !== '0') return headers;
  return { ...headers, ...(headers['content-md5'] && { 'content-md5': Buffer.alloc(16).toString('base64') }) };
}

/** Hands on half of an answer's body, then fails. */
export function cutInHalf({ headers }: IncomingMessage): Transform {
  let left = Math.floor(Number(headers['content-length'] ?? 0) / 2);
  return new Transform({
    transform(chunk: Buffer, _, next) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (part.length === chunk.length) return next(null, chunk);
      this.push(part);
      // What was pushed must have left before the connection ends.
      setImmediate(() => next(new Error('The answer is cut off here.')));
    },
  });
}
