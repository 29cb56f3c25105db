import type { ContainerClient } from '@azure/storage-blob';
import type { PageKinds, TransferPages } from '../../../domain/ports/transferPages';
import { createJsonBlobs } from '../../storage/jsonBlobs';
import { STATE_ROLE } from '../stateRole';

/**
 * Keeps the pages of transfers as blobs under `pages/<transfer>/`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createTransferPages(container: ContainerClient): TransferPages {
  const blobs = createJsonBlobs(container, STATE_ROLE);
  return {
    async keepPage(id, kind, number, page) {
      const name = nameOf(id, kind, number);
      if (await blobs.create(name, page)) return page;
      return (await blobs.read<typeof page>(name)) ?? page;
    },
    readPage: (id, kind, number) => blobs.read(nameOf(id, kind, number)),
  };
}

function nameOf(id: string, kind: keyof PageKinds, number: number | string): string {
  return `pages/${id}/${kind}/${number}.json`;
}
