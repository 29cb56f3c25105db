import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { appendTo } from '../../files/appendTo';
import { fileExists, isMissing, removeFile } from '../../files/missingFiles';
import { moveIntoPlace, writeAtomically } from '../../files/writeAtomically';
import type { Platform } from '../../platform';
import { ContentDigestError, finishDigest, parseDigest } from '../digest';
import type { StorePaths } from './storePaths';

/**
 * Layers and configs on disk: one copy of the bytes per digest, and an empty marker per repository that may read it.
 * A marker is written only once the bytes are in place, so what a repository shows is always complete.
 */
export class Layers {
  constructor(
    private readonly paths: StorePaths,
    private readonly platform: Pick<Platform, 'newId'>,
  ) {}

  /** Size in bytes; undefined unless the repository may read that digest. */
  async size(repository: string, digest: string): Promise<number | undefined> {
    try {
      await stat(this.paths.layerMarker(repository, digest));
      return (await stat(this.paths.layer(digest))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  read(repository: string, digest: string, range?: { start: number; end: number }): Readable {
    if (!statSync(this.paths.layerMarker(repository, digest), { throwIfNoEntry: false })) {
      throw new Error(`Repository ${repository} has no layer ${digest}. Push or mount it there first.`);
    }
    return createReadStream(this.paths.layer(digest), { highWaterMark: 1024 * 1024, ...range });
  }

  /** Streams content to disk, verifying it. */
  async write(repository: string, digest: string, content: Readable): Promise<void> {
    this.paths.layerMarker(repository, digest); // refuses bad names before anything is written
    const algorithm = parseDigest(digest)?.algorithm ?? 'sha256';
    const temporary = this.paths.temporaryFile(this.platform.newId());
    try {
      const hash = createHash(algorithm);
      await appendTo(temporary, 0, content, (chunk) => hash.update(chunk));
      const actual = finishDigest(hash, algorithm);
      if (actual !== digest) throw new ContentDigestError(digest, actual);
      await this.adopt(repository, digest, temporary);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Takes over a file whose content is known to have `digest`. */
  async adopt(repository: string, digest: string, file: string): Promise<void> {
    const layer = this.paths.layer(digest);
    if (await fileExists(layer)) {
      await rm(file, { force: true });
    } else {
      await moveIntoPlace(file, layer);
    }
    await this.mark(repository, digest);
  }

  async mount(from: string, to: string, digest: string): Promise<boolean> {
    if ((await this.size(from, digest)) === undefined) return false;
    await this.mark(to, digest);
    return true;
  }

  /** Hides a layer from a repository; the bytes stay, as others may share them. */
  async unmark(repository: string, digest: string): Promise<boolean> {
    return removeFile(this.paths.layerMarker(repository, digest));
  }

  private async mark(repository: string, digest: string): Promise<void> {
    const marker = this.paths.layerMarker(repository, digest);
    if (await fileExists(marker)) return;
    await writeAtomically(marker, '', { temporary: this.paths.temporaryFile(this.platform.newId()) });
  }
}
