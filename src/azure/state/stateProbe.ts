import type { ContainerClient } from '@azure/storage-blob';
import type { Chance } from '../../domain/ports/machine';
import type { StateProbe } from '../../domain/ports/stateProbe';
import { createJsonBlobs } from '../storage/jsonBlobs';
import { STATE_ROLE } from './stateRole';

/** Tries the container with a blob `doctor/<id>.json`. */
export function createStateProbe(container: ContainerClient, chance: Pick<Chance, 'newId'>): StateProbe {
  const blobs = createJsonBlobs(container, STATE_ROLE);
  return {
    async probe() {
      const name = `doctor/${chance.newId()}.json`;
      await blobs.write(name, { writtenBy: 'the doctor' });
      await blobs.read(name);
      await blobs.remove(name);
    },
  };
}
