import { quote } from '../../domain/validation/quote';

/** How the two kinds of places are read; the composition root supplies them. */
export interface RoutesReaders {
  /** Reads the bytes of a file; rejects when it cannot. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Reads the bytes of a blob, with the app's identity; rejects when it cannot. */
  readonly readBlob: (url: string) => Promise<Uint8Array>;
}

/** A location that holds no secret. Any other may be one that was put into the wrong setting. */
const IS_JSON_FILE = /^[^;=]{1,300}\.json$/i;

/**
 * Reads the routes file from where `FERRY_ROUTES` says it is: the https URL of a blob, or a path.
 *
 * @throws Error saying where it looked and what to check; `cause` is the reader's own error, or only its code where the
 *   location is no .json file
 */
export async function readRoutesFile(location: string, readers: RoutesReaders): Promise<Uint8Array> {
  const isBlob = location.startsWith('https://');
  const reading = isBlob ? readers.readBlob(location) : readers.readFile(location);
  return reading.catch((reason: unknown) => {
    const check = isBlob
      ? "Check that the blob exists and that the app's identity is a Storage Blob Data Reader there."
      : 'Check that the file exists and is part of the deployment.';
    const isFile = IS_JSON_FILE.test(location);
    const place = isFile ? location : quote(location);
    throw new Error(`The routes file could not be read from ${place} (app setting FERRY_ROUTES). ${check}`, {
      cause: isFile ? reason : codeOf(reason),
    });
  });
}

/** The reader's own words may repeat the location. */
function codeOf(reason: unknown): Error {
  const { code } = (reason ?? {}) as { code?: unknown };
  return new Error(typeof code === 'string' ? code : 'The reader gave no code.');
}
