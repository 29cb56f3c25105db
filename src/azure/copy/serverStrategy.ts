import type { RequestPolicyFactory } from '@azure/storage-blob';
import {
  AccessDeniedError,
  ContentMismatchError,
  CopySourceRefusedError,
  CopySourceUnavailableError,
  FerryError,
  SourceBlobChangedError,
} from '../../domain/failures/errors';
import { accessTo, type OpenContainer } from '../storage/containers';
import { verdictOf } from '../../domain/weather';
import { codeOf, copySourceOf, serviceWords, toFerryError } from '../serviceError';
import type { SourceUrlFor } from './sourceUrl';
import type { BlobCopy, CopyStrategy } from '../../domain/ports/copyStrategy';
import { blobUri } from '../../domain/route';

const ROLE = 'Storage Blob Data Contributor on the target container';
const CHANGED = new Set(['SourceConditionNotMet', 'ConditionNotMet']);
/** Network rules and copy scopes answer 403 without naming the source; so does a missing permission. */
const REFUSED = new Set([401, 403]);

/**
 * The target's storage service reads the source itself: bytes never pass here.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url
 */
export function createServerStrategy(openContainer: OpenContainer, sourceUrlFor: SourceUrlFor): CopyStrategy {
  return async (copy) => {
    const { source, target, blob } = copy;
    let url = await sourceUrlFor(source, blob.name).catch(refusedToSign);
    const container = await openContainer(target, { policies: [sourceIfMatch(blob.etag)] });
    const targetBlob = container.getBlockBlobClient(blob.name);
    return async ({ id, offset, length, index }, signal) => {
      const stage = (from: string) =>
        targetBlob.stageBlockFromURL(id, from, offset, length, {
          abortSignal: signal,
          ...(length === blob.size && { sourceContentMD5: Buffer.from(blob.contentMd5, 'base64') }),
        });
      try {
        const sent = url;
        const staged = await stage(sent).catch(async (error: unknown) => {
          // A SAS that is refused may have been replaced since it was read.
          if (source.sasSecretUri === undefined || !isRefusal(error)) throw error;
          const fresh = await sourceUrlFor(source, blob.name).catch(() => sent);
          if (fresh === sent) throw error;
          url = fresh;
          return stage(fresh);
        });
        if (length === blob.size && staged.contentMD5) requireSameMd5(copy, staged.contentMD5);
      } catch (error) {
        throw causeOf(error, copy, index);
      }
    };
  };
}

function isRefusal(error: unknown): boolean {
  return REFUSED.has(copySourceOf(error)?.status ?? serviceWords(error).status ?? 0);
}

/** Without the right to sign there is no address that the target's storage could read: relay may do without one. */
function refusedToSign(error: unknown): never {
  if (!(error instanceof AccessDeniedError)) throw error;
  const { message, nextStep, serviceCode: code } = error;
  throw new CopySourceRefusedError('let the target read the source', { words: `${message} ${nextStep}`, code });
}

/** Only a block that is the whole blob has a known checksum, to send along and to compare with the answer's. */
function requireSameMd5({ blob, target }: BlobCopy, echoed: Uint8Array): void {
  const contentMd5 = Buffer.from(echoed).toString('base64');
  if (contentMd5 !== blob.contentMd5) throw new ContentMismatchError(blobUri(target, blob.name));
}

function causeOf(error: unknown, { source, target, blob }: BlobCopy, index: number): FerryError {
  if (error instanceof FerryError) return error;
  const doing = `copy block ${index} of ${blobUri(source, blob.name)} to ${blobUri(target, blob.name)}`;
  const said = serviceWords(error);
  const code = codeOf(error) ?? '';
  const fromSource = copySourceOf(error);
  const words = fromSource ? `${said.words} (the source said ${fromSource.status} ${fromSource.code})` : said.words;
  const cause = { ...said, words, ...(fromSource && { code: fromSource.code }) };

  if (code === 'Md5Mismatch') return new ContentMismatchError(blobUri(target, blob.name));
  if (CHANGED.has(code) || CHANGED.has(fromSource?.code ?? '')) {
    return new SourceBlobChangedError(blobUri(source, blob.name));
  }
  const isAboutSource = fromSource !== undefined || code === 'CannotVerifyCopySource';
  if (isAboutSource && verdictOf(fromSource ?? { status: said.status, code }) === 'weather') {
    return new CopySourceUnavailableError(doing, cause);
  }
  if (isAboutSource || REFUSED.has(said.status ?? 0)) {
    return new CopySourceRefusedError(doing, cause);
  }
  return toFerryError(error, doing, accessTo(target, ROLE));
}

/** The SDK has no option for `x-ms-source-if-match`, which freezes the source on every block. */
function sourceIfMatch(etag: string): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest(request) {
        request.headers.set('x-ms-source-if-match', etag);
        return next.sendRequest(request);
      },
    }),
  };
}
