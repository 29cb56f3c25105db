/** How the two kinds of places are read; the composition root supplies them. */
export interface RoutesReaders {
  /** Reads a text file; rejects when it cannot. */
  readonly readFile: (path: string) => Promise<string>;
  /** Reads a blob as text, with the app's identity; rejects when it cannot. */
  readonly readBlob: (url: string) => Promise<string>;
}

/**
 * Reads the routes file from where `FERRY_ROUTES` says it is: the https URL of a blob, or a path.
 *
 * @throws Error saying where it looked and what to check; `cause` is the reader's own error
 */
export async function readRoutesText(location: string, readers: RoutesReaders): Promise<string> {
  const isBlob = location.startsWith('https://');
  try {
    return isBlob ? await readers.readBlob(location) : await readers.readFile(location);
  } catch (cause) {
    const check = isBlob
      ? "Check that the blob exists and that the app's identity is a Storage Blob Data Reader there."
      : 'Check that the file exists and is part of the deployment.';
    throw new Error(`The routes file could not be read from ${location} (app setting FERRY_ROUTES). ${check}`, {
      cause,
    });
  }
}
