import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { ContainerProbes } from '../../domain/ports/containerProbes';
import { isAbsence, verdictOf } from '../../domain/weather';
import { storageReach } from '../reach';
import { serviceWords, toFerryError } from '../serviceError';
import { accessTo, type OpenContainer } from './containers';
import { storagePipeline } from './pipeline';

const ONE = { maxPageSize: 1 };

/** Lists one blob: no request asks less that is allowed with the rights that pipelines need. */
export function createContainerProbes(openContainer: OpenContainer): ContainerProbes {
  return {
    async exists(end) {
      const container = await openContainer(end);
      try {
        await container.listBlobsFlat().byPage(ONE).next();
        return true;
      } catch (error) {
        const said = serviceWords(error);
        if (isAbsence(said) || verdictOf(said) === 'missing') return false;
        throw toFerryError(error, `list blobs of ${end.containerUri}`, accessTo(end, role(end.containerUri)));
      }
    },
    async listWith(end, sas) {
      const pipeline = storagePipeline(new AnonymousCredential(), end.cloud.storageAudience, storageReach(end));
      const container = new ContainerClient(`${end.containerUri}?${sas}`, pipeline);
      try {
        await container.listBlobsFlat().byPage(ONE).next();
        return { isAccepted: true };
      } catch (error) {
        const { code = '', words, correlationId, ...said } = serviceWords(error);
        if (verdictOf({ code, words, ...said }) === 'weather') {
          throw new ServiceUnavailableError(`list blobs of ${end.containerUri} with the SAS of its secret`, {
            words,
            correlationId,
          });
        }
        return { isAccepted: false, code, words, ...(correlationId !== undefined && { correlationId }) };
      }
    },
  };
}

function role(containerUri: string): string {
  return `Storage Blob Data Reader on ${containerUri}`;
}
