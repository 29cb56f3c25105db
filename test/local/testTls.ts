import { generate } from 'selfsigned';
import type { TlsFiles } from '../../local/http/startServer';

/** A self-signed certificate for 127.0.0.1 and localhost, as the stack's own. */
export async function testTls(): Promise<TlsFiles> {
  const made = await generate([{ name: 'commonName', value: 'test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
