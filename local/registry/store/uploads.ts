import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { appendTo } from '../../files/appendTo';
import { isMissing } from '../../files/missingFiles';
import type { Platform } from '../../platform';
import { ContentDigestError, finishDigest, parseDigest } from '../digest';
import type { Layers } from './layers';
import type { StorePaths } from './storePaths';

const UPLOAD_ID = /^[0-9a-f-]{36}$/;

interface Upload {
  /** Bytes received so far. */
  size: number;
  /** Covers exactly the first `size` bytes; absent after a restart, when the file has to be read again. */
  hash?: Hash;
  busy: boolean;
}

/** Another request is writing to the same upload. */
export class UploadBusyError extends Error {
  override name = 'UploadBusyError';
}

/** Layers that arrive in pieces. The bytes received survive a restart: the client asks for the size and goes on. */
export class Uploads {
  private readonly open = new Map<string, Upload>();

  constructor(
    private readonly paths: StorePaths,
    private readonly layers: Layers,
    private readonly platform: Pick<Platform, 'newId'>,
  ) {}

  /** Begins an upload; answers its id. */
  async begin(repository: string): Promise<string> {
    const id = this.platform.newId();
    await mkdir(path.dirname(this.file(repository, id)), { recursive: true });
    await writeFile(this.file(repository, id), '');
    this.open.set(id, { size: 0, hash: createHash('sha256'), busy: false });
    return id;
  }

  /** Bytes received so far; undefined when the repository has no such upload. */
  async size(repository: string, id: string): Promise<number | undefined> {
    return (await this.find(repository, id))?.size;
  }

  /**
   * Appends a piece and answers the new size. A piece that breaks off leaves the upload as it was.
   *
   * @throws UploadBusyError when another piece is being received.
   */
  async append(repository: string, id: string, content: Readable): Promise<number> {
    const upload = await this.claim(repository, id);
    const file = this.file(repository, id);
    const hash = upload.hash?.copy();
    try {
      upload.size = await appendTo(file, upload.size, content, (chunk) => hash?.update(chunk));
      if (hash) upload.hash = hash;
      return upload.size;
    } finally {
      upload.busy = false;
    }
  }

  /**
   * Ends an upload: what was received becomes a layer of the repository.
   *
   * @throws ContentDigestError when the content has another digest; the upload is discarded then.
   */
  async finish(repository: string, id: string, digest: string): Promise<void> {
    const upload = await this.claim(repository, id);
    const file = this.file(repository, id);
    try {
      const actual = await this.digestOf(upload, file, digest);
      if (actual !== digest) throw new ContentDigestError(digest, actual);
      await this.layers.adopt(repository, digest, file);
    } finally {
      await this.discard(repository, id);
    }
  }

  /** Forgets an upload; false when there is none. */
  async discard(repository: string, id: string): Promise<boolean> {
    const known = await this.find(repository, id);
    this.open.delete(id);
    await rm(this.file(repository, id), { force: true });
    return known !== undefined;
  }

  private async digestOf(upload: Upload, file: string, wanted: string): Promise<string> {
    const algorithm = parseDigest(wanted)?.algorithm ?? 'sha256';
    if (upload.hash && algorithm === 'sha256') return finishDigest(upload.hash.copy(), algorithm);
    const hash = createHash(algorithm);
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
    return finishDigest(hash, algorithm);
  }

  private async claim(repository: string, id: string): Promise<Upload> {
    const upload = await this.find(repository, id);
    if (!upload) throw new Error(`Repository ${repository} has no upload ${id}. Begin another one.`);
    if (upload.busy) throw new UploadBusyError(`Upload ${id} is receiving another piece. Send one at a time.`);
    upload.busy = true;
    return upload;
  }

  private async find(repository: string, id: string): Promise<Upload | undefined> {
    if (!UPLOAD_ID.test(id)) return undefined;
    let size: number;
    try {
      size = (await stat(this.file(repository, id))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const known = this.open.get(id) ?? { size, busy: false };
    this.open.set(id, known);
    return known;
  }

  private file(repository: string, id: string): string {
    return path.join(this.paths.uploads, path.basename(this.paths.repository(repository)), id);
  }
}
