import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { MACHINE } from '../../../local/machine';
import { createContentStore } from '../../../local/registry/createContentStore';
import { digestOf } from '../../../local/registry/digest';

/** What the store has acknowledged; printed as one JSON document a line. */
export interface Acknowledged {
  digest?: string;
  layer?: string;
  tag?: string;
  upload?: string;
  size?: number;
}

const say = (line: Acknowledged) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Pushes images as fast as it can into the store in the folder `argv[2]`, until it is killed. */
async function run(folder: string): Promise<void> {
  const store = await createContentStore(folder, MACHINE);
  const upload = await store.uploads.begin('app');
  say({ upload, size: 0 });
  const appendForEver = async () => {
    for (;;) say({ upload, size: await store.uploads.append('app', upload, Readable.from([randomBytes(5000)])) });
  };
  const pushForEver = async (lane: number) => {
    for (let n = 0; ; n++) {
      const bytes = randomBytes(200_000);
      const layer = digestOf(bytes);
      await store.writeBlob('app', layer, Readable.from([bytes]));
      const manifest = Buffer.from(JSON.stringify({ layers: [layer], n, lane }));
      const tag = `latest-${lane}`;
      const digest = await store.putManifest('app', { mediaType: 'x', bytes: manifest }, tag);
      say({ digest, layer, tag });
    }
  };
  await Promise.all([appendForEver(), pushForEver(1), pushForEver(2)]);
}

void run(process.argv[2] ?? '');
