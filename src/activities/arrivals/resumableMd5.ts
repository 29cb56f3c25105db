import { createMD5 } from 'hash-wasm';

/** The MD5 of a content that is read in pieces, over several activities. */
export interface ResumableMd5 {
  update(bytes: Uint8Array): void;
  /** What `resumeMd5` goes on from: about 200 characters. */
  save(): string;
  /** Base64. */
  digest(): string;
}

/**
 * Goes on with what `save` gave, or begins.
 *
 * @returns undefined where it was saved by another version of the library, so that all has to be read again
 */
export async function resumeMd5(saved?: string): Promise<ResumableMd5 | undefined> {
  const md5 = (await createMD5()).init();
  try {
    if (saved !== undefined) md5.load(Buffer.from(saved, 'base64'));
  } catch {
    return undefined;
  }
  return {
    update: (bytes) => void md5.update(bytes),
    save: () => Buffer.from(md5.save()).toString('base64'),
    digest: () => Buffer.from(md5.digest('binary')).toString('base64'),
  };
}
