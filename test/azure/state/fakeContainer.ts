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
  /** Called before every request: throw to let it fail, or wait to let others go first. */
  beforeRequest: (name: string) => void | Promise<void> = () => {};
  /** Called after a blob was written: throw to lose the answer. */
  afterUpload: () => void = () => {};

  getBlobClient(name: string) {
    return {
      getProperties: async () => {
        await this.beforeRequest(name);
        if (!this.blobs.has(name)) throw refused(404, 'BlobNotFound');
        return {};
      },
      deleteIfExists: async () => {
        await this.beforeRequest(name);
        this.blobs.delete(name);
      },
      delete: async ({ conditions }: { conditions?: Conditions } = {}) => {
        await this.beforeRequest(name);
        this.requireVersion(name, conditions);
        this.blobs.delete(name);
      },
      download: async () => {
        await this.beforeRequest(name);
        const blob = this.blobs.get(name);
        if (!blob) throw refused(404, 'BlobNotFound');
        return { readableStreamBody: Readable.from([blob.content]), etag: blob.etag };
      },
    };
  }

  getBlockBlobClient(name: string) {
    return {
      uploadData: async (content: Buffer, { metadata, conditions }: Upload) => {
        await this.beforeRequest(name);
        if (conditions?.ifNoneMatch === '*' && this.blobs.has(name)) throw refused(409, 'BlobAlreadyExists');
        this.requireVersion(name, conditions);
        this.writes += 1;
        this.blobs.set(name, { content, etag: `"${this.writes}"`, ...(metadata && { metadata }) });
        this.afterUpload();
      },
    };
  }

  listBlobsFlat({ prefix, includeMetadata = false }: { prefix: string; includeMetadata?: boolean }) {
    const byPage = ({ maxPageSize = 5_000 }: { maxPageSize?: number } = {}) =>
      this.pages(prefix, includeMetadata, maxPageSize);
    async function* items() {
      for await (const { segment } of byPage()) yield* segment.blobItems;
    }
    return Object.assign(items(), { byPage });
  }

  private async *pages(prefix: string, includeMetadata: boolean, size: number) {
    for (let after: string | undefined = ''; after !== undefined;) {
      await this.beforeRequest(prefix);
      const left = [...this.blobs.keys()].filter((name) => name.startsWith(prefix) && name > (after ?? '')).sort();
      const names = left.slice(0, size);
      const items = names.map((name) => ({
        name,
        ...(includeMetadata && { metadata: this.blobs.get(name)?.metadata }),
      }));
      yield { segment: { blobItems: items } };
      after = left.length > size ? names.at(-1) : undefined;
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
