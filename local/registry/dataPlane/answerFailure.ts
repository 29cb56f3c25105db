import type { ServerResponse } from 'node:http';
import { ContentDigestError } from '../digest';
import { UploadBusyError } from '../store/uploads';
import { answerRegistryError, RegistryError } from './registryError';

const CUT_OFF = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Answers what an operation threw; rethrows what is not the client's doing. */
export function answerFailure(response: ServerResponse, error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (response.destroyed || CUT_OFF.has(code ?? '')) return void response.destroy();
  const known = asRegistryError(error);
  if (!known || response.headersSent) throw error;
  answerRegistryError(response, known);
}

function asRegistryError(error: unknown): RegistryError | undefined {
  if (error instanceof RegistryError) return error;
  if (error instanceof ContentDigestError) {
    return new RegistryError(400, 'DIGEST_INVALID', error.message, { digest: error.expected });
  }
  if (error instanceof UploadBusyError) return new RegistryError(409, 'BLOB_UPLOAD_INVALID', error.message);
  return undefined;
}
