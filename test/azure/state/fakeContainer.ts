import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';

interface Stored {
  content: Buffer;
  etag?: string;
  metadata?: Record<string, string>;
}

interface Upload {
  metadata?: Record<string, string>;
  conditions?: Conditions;
}

interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

/** A container in memory, as far as small documents and listing need one. Names come in their order, as from the service. */
export class FakeContainer {
  readonly url = 'https://state.blob.core.windows.net/ferry';
  readonly blobs = new Map<string, Stored>();
  private writes = 0;
  /** Called before every request: throw to let it fail. */
  beforeRequest: (name: string) => void = () => {};
  /** Called after a blob was written: throw to lose the answer. */
  afterUpload: () => void = () => {};

  getBlobClient(name: string) {
    return {
      getProperties: async () => {
        this.beforeRequest(name);
        if (!this.blobs.has(name)) throw refused(404, 'BlobNotFound');
        return {};
      },
      deleteIfExists: async () => {
        this.beforeRequest(name);
        this.blobs.delete(name);
      },
      delete: async ({ conditions }: { conditions?: Conditions } = {}) => {
        this.beforeRequest(name);
        this.requireVersion(name, conditions);
        this.blobs.delete(name);
      },
      download: async () => {
        this.beforeRequest(name);
        const blob = this.blobs.get(name);
        if (!blob) throw refused(404, 'BlobNotFound');
        return { readableStreamBody: Readable.from([blob.content]), etag: blob.etag };
      },
    };
  }

  getBlockBlobClient(name: string) {
    return {
      uploadData: async (content: Buffer, { metadata, conditions }: Upload) => {
        this.beforeRequest(name);
        if (conditions?.ifNoneMatch === '*' && this.blobs.has(name)) throw refused(409, 'BlobAlreadyExists');
        this.requireVersion(name, conditions);
        this.writes += 1;
        this.blobs.set(name, { content, etag: `"${this.writes}"`, ...(metadata && { metadata }) });
        this.afterUpload();
      },
    };
  }

  async *listBlobsFlat({ prefix }: { prefix: string }) {
    this.beforeRequest(prefix);
    for (const name of [...this.blobs.keys()].filter((one) => one.startsWith(prefix)).sort()) {
      yield { name, metadata: this.blobs.get(name)?.metadata };
    }
  }

  private requireVersion(name: string, { ifMatch }: Conditions = {}): void {
    if (ifMatch !== undefined && this.blobs.get(name)?.etag !== ifMatch) throw refused(412, 'ConditionNotMet');
  }

  asClient(): ContainerClient {
    return this as unknown as ContainerClient;
  }
}

/** An error as the storage client throws it. */
export function refused(statusCode: number, code: string): Error {
  return Object.assign(new Error(`${code}.\nRequestId:1`), { name: 'RestError', statusCode, code });
}
