import type { ServerResponse } from 'node:http';
import { answerJson } from '../../http/answer';

/** Error codes of the OCI distribution specification, and those that ACR adds. */
export type RegistryErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DENIED'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'PAGINATION_NUMBER_INVALID'
  | 'RANGE_INVALID'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'TAG_UNKNOWN'
  | 'UNAUTHORIZED'
  | 'UNSUPPORTED';

/** A refusal that the client is told about: an HTTP status and one entry of the OCI error body. */
export class RegistryError extends Error {
  override name = 'RegistryError';
  constructor(
    readonly status: number,
    readonly code: RegistryErrorCode,
    message: string,
    readonly detail: unknown = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** Answers with the OCI error body: `{"errors":[{code, message, detail}]}`. */
export function answerRegistryError(response: ServerResponse, error: RegistryError): void {
  const { status, code, message, detail, headers } = error;
  answerJson(response, status, { errors: [{ code, message, detail }] }, headers);
}
