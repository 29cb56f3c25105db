import { quote } from '../domain/validation/quote';

/** How the two kinds of places are read; the composition root supplies them. */
export interface RoutesReaders {
  /** Reads a text file; rejects when it cannot. */
  readonly readFile: (path: string) => Promise<string>;
  /** Reads a blob as text, with the app's identity; rejects when it cannot. */
  readonly readBlob: (url: string) => Promise<string>;
}

/** A location that holds no secret. Any other may be one that was put into the wrong setting. */
const IS_JSON_FILE = /^[^;=]{1,300}\.json$/i;

/**
 * Reads the routes file from where `FERRY_ROUTES` says it is: the https URL of a blob, or a path.
 *
 * @throws Error saying where it looked and what to check; `cause` is the reader's own error; neither repeats a location that is no .json file
 */
export async function readRoutesText(location: string, readers: RoutesReaders): Promise<string> {
  const isBlob = location.startsWith('https://');
  try {
    return isBlob ? await readers.readBlob(location) : await readers.readFile(location);
  } catch (cause) {
    const check = isBlob
      ? "Check that the blob exists and that the app's identity is a Storage Blob Data Reader there."
      : 'Check that the file exists and is part of the deployment.';
    const isFile = IS_JSON_FILE.test(location);
    const place = isFile ? location : quote(location);
    // The reader's own words may repeat the location.
    const options = isFile ? { cause } : {};
    throw new Error(`The routes file could not be read from ${place} (app setting FERRY_ROUTES). ${check}`, options);
  }
}
