import type { Resources } from '../../domain/ports/resources';
import type { StorageFacts } from '../../domain/ports/storageFacts';
import { primaryAddress } from '../../domain/primaryAddress';
import type { RouteEnd } from '../../domain/route';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { createPipelineClients, send, wordsOf } from './pipelineClient';
import {
  toAccountFacts,
  toBlobServiceFacts,
  toContainerFacts,
  toLifecycleRules,
  type AccountDocument,
  type BlobServiceDocument,
  type ContainerDocument,
  type LifecycleDocument,
} from './storageDocuments';

/** https://learn.microsoft.com/rest/api/storagerp */
const API_VERSION = '2023-05-01';

/** @param resources  finds the account of a container's address */
export function createStorageFacts(
  credentialFor: CredentialFor,
  resources: Pick<Resources, 'storageAccountIdOf'>,
): StorageFacts {
  const clientFor = createPipelineClients(credentialFor);

  /** Undefined where the account, or what is asked of it, is not there. */
  async function read<Document>(end: RouteEnd, part: string): Promise<[Document, string] | undefined> {
    const accountId = await resources.storageAccountIdOf(end);
    if (accountId === undefined) return undefined;
    const doing = `read ${accountId}${part}`;
    const path = `${accountId}${part}?api-version=${API_VERSION}`;
    const answer = await send<Document>(() => clientFor(end).pathUnchecked(path).get(), doing);
    if (answer.status === 200) return [answer.body, accountId];
    const said = wordsOf(answer);
    if (isAbsence(said)) return undefined;
    throw ferryErrorFor(said, doing, `Reader on ${accountId}`);
  }

  return {
    async account(end) {
      const found = await read<AccountDocument>(end, '');
      return found && toAccountFacts(...found);
    },
    async blobService(end) {
      const found = await read<BlobServiceDocument>(end, '/blobServices/default');
      return found && toBlobServiceFacts(found[0]);
    },
    async container(end) {
      const container = new URL(primaryAddress(end.containerUri)).pathname.split('/').filter(Boolean).at(-1) ?? '';
      const found = await read<ContainerDocument>(end, `/blobServices/default/containers/${container}`);
      return found && toContainerFacts(found[0]);
    },
    async lifecycle(end) {
      const found = await read<LifecycleDocument>(end, '/managementPolicies/default');
      if (found) return toLifecycleRules(found[0]);
      return (await resources.storageAccountIdOf(end)) === undefined ? undefined : [];
    },
  };
}
