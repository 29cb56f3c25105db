import https from 'node:https';

/** What a blob's event says about its content. */
export interface BlobProperties {
  contentType?: string;
  contentLength?: number;
  blobType?: string;
}

/** Asks Azurite itself, past the gate; nothing when the blob has gone since. @param options.path as in a request */
export function readBlobProperties(options: {
  port: number;
  path: string;
  ca: string;
  token: string;
}): Promise<BlobProperties> {
  const { port, path, ca, token } = options;
  const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2021-12-02' };
  const request = { method: 'HEAD', host: '127.0.0.1', servername: 'localhost', port, path, ca, headers, agent: false };
  return new Promise((resolve) => {
    https
      .request(request, ({ statusCode, headers: answered }) => {
        const { 'content-type': contentType, 'content-length': length, 'x-ms-blob-type': blobType } = answered;
        if (statusCode !== 200) return resolve({});
        resolve({
          ...(contentType !== undefined && { contentType }),
          ...(length !== undefined && { contentLength: Number(length) }),
          ...(typeof blobType === 'string' && { blobType }),
        });
      })
      .on('error', () => resolve({}))
      .end();
  });
}
