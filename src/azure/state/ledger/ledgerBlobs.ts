import type { ContainerClient } from '@azure/storage-blob';
import { LedgerUnreadableError, ServiceUnavailableError } from '../../../domain/failures/errors';
import { toFerryError } from '../../serviceError';
import { createVersionedTexts } from '../../storage/versionedTexts';
import { parseDocument, textOfDocument, type LedgerDocument } from './ledgerDocument';
import { summarizeKeys } from './ledgerKeys';
import { STATE_ROLE } from '../stateRole';

/** The blobs of ledgers. The metadata of each tell which tags and digests it has, so that a listing does. */
export interface LedgerBlobs {
  /** Undefined where there is no blob of that name. Throws LedgerUnreadableError. */
  read(name: string): Promise<StoredDocument | undefined>;
  /**
   * Writes a document, unless it says what is stored already, or removes the blob where there is none.
   *
   * @param stored  what it replaces; undefined where there was no blob
   * @returns false, and nothing done, when that is not what is there any more
   */
  replace(name: string, document: LedgerDocument | undefined, stored: StoredDocument | undefined): Promise<boolean>;
  /** Those whose names begin so, in their order. @param pageSize  how many a request asks for */
  list(prefix: string, pageSize?: number): AsyncGenerator<ListedDocument>;
  /** One that does not exist is no error. */
  remove(name: string): Promise<void>;
  /** What to throw when others kept writing a blob for so long. */
  contested(name: string, seconds: number): ServiceUnavailableError;
}

/** A document as it was read. */
export interface StoredDocument extends LedgerDocument {
  text: string;
  etag: string;
}

export interface ListedDocument {
  name: string;
  /** As `summarizeKeys` has it; absent where it has parts, or very many keys. */
  summary: string | undefined;
}

/** Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createLedgerBlobs(container: ContainerClient): LedgerBlobs {
  const texts = createVersionedTexts(container, STATE_ROLE);
  return {
    async read(name) {
      const stored = await texts.read(name);
      if (!stored) return undefined;
      const document = parseDocument(stored.text);
      if ('mistake' in document) throw new LedgerUnreadableError(`${container.url}/${name}`, document.mistake);
      return { ...document, ...stored };
    },
    async replace(name, document, stored) {
      const text = document && textOfDocument(document);
      return text === stored?.text || texts.replace(name, text, stored?.etag, document && metadataOf(document));
    },
    async *list(prefix, pageSize) {
      const page = pageSize === undefined ? {} : { maxPageSize: pageSize };
      try {
        for await (const { segment } of container.listBlobsFlat({ prefix, includeMetadata: true }).byPage(page)) {
          for (const { name, metadata } of segment.blobItems) yield { name, summary: metadata?.[SUMMARY] };
        }
      } catch (error) {
        throw toFerryError(error, `list ${prefix} in ${container.url}`, STATE_ROLE);
      }
    },
    async remove(name) {
      try {
        await container.getBlobClient(name).deleteIfExists();
      } catch (error) {
        throw toFerryError(error, `delete ${name} in the container ${container.url}`, STATE_ROLE);
      }
    },
    contested(name, seconds) {
      const words = `others wrote it at the same time, for ${seconds} s.`;
      return new ServiceUnavailableError(`write ${name} in the container ${container.url}`, { words });
    },
  };
}

const SUMMARY = 'keys';

/** What is kept in parts is not in the document's own summary. */
function metadataOf({ entries, parts }: LedgerDocument): Record<string, string> {
  const summary = parts.length === 0 ? summarizeKeys(entries) : undefined;
  return summary === undefined ? {} : { [SUMMARY]: summary };
}
