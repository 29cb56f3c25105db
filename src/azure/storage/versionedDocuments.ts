import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { StateUnreadableError } from '../../domain/failures/errors';
import { createVersionedTexts } from './versionedTexts';

/** JSON documents that several writers change, in the same way. */
export interface VersionedDocuments<T> {
  /** Undefined when there is no blob of that name. */
  read(name: string): Promise<{ document: T; etag: string } | undefined>;
  /** As VersionedTexts has it. */
  replace(name: string, document: T | undefined, etag: string | undefined): Promise<boolean>;
}

/** What is relied upon in documents of one kind. */
export interface DocumentKind {
  /** Loose: a newer app may say more, and what it says is kept. */
  shape: z.ZodType;
  /** What to do where one is damaged and no earlier version of it is left, as the rest of a sentence. */
  without?: string;
}

/** Some are long lists, of which no copy is made. */
const ANY: DocumentKind = {
  shape: z.custom((given) => typeof given === 'object' && given !== null, 'Invalid input: expected object or array'),
};

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 *
 * @param role  what the app's identity needs on the container
 */
export function createVersionedDocuments<T>(
  container: ContainerClient,
  role: string,
  kind: DocumentKind = ANY,
): VersionedDocuments<T> {
  const texts = createVersionedTexts(container, role);
  return {
    async read(name) {
      const found = await texts.read(name);
      return found && { document: documentIn(name, found.text, kind) as T, etag: found.etag };
    },
    replace: (name, document, etag) => texts.replace(name, document && JSON.stringify(document), etag),
  };
}

/** People mend such blobs by hand, and storage tools cut them off. */
function documentIn(name: string, text: string, { shape, without }: DocumentKind): unknown {
  const document = parsed(text);
  if (document === undefined) throw new StateUnreadableError(name, 'it is no JSON', without);
  const { error } = shape.safeParse(document);
  const [first] = error?.issues ?? [];
  if (!first) return document;
  const place = first.path.join('.');
  throw new StateUnreadableError(name, `${place === '' ? 'as a whole' : place}: ${first.message}`, without);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
