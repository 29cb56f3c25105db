import { STACK_NAMES } from '../stackNames';
import { describePipeline } from './changePipeline';
import type { PlantedFault } from './plantedFault';

/** A fault in a secret, while the routes file names the vault: the app asks no vault that the pipeline alone names. */
export function withVaultNamed(fault: PlantedFault): PlantedFault {
  return {
    ...fault,
    plant: async (stack) => {
      const secretUri = `${stack.endpoints.vault}/secrets/${STACK_NAMES.exportSasSecret}`;
      describePipeline(stack, 'source', { storageAccessMode: 'SasToken', secretUri });
      await fault.plant(stack);
    },
    mend: async (stack, fix) => {
      await fault.mend(stack, fix);
      describePipeline(stack, 'source', undefined);
    },
  };
}
