import { azContainer } from '../../domain/doctor/azNames';
import { failed, ok, type EndCheck } from '../check';

/** By the app's own look: where it may not look, nobody can say. */
export const containerExists: EndCheck = {
  code: 'container_exists',
  about: 'end',
  question: 'Does the container exist?',
  isCheap: true,
  symptom: 'Export runs fail, or blobs cannot be copied: 404 ContainerNotFound.',
  remedy: 'Create the container, or correct containerUri in the routes file.',
  explains: ['resource_not_found', 'export_run_failed', 'import_run_failed'],
  async look({ containerProbes }, { end: { containerUri, ...end } }) {
    if (await containerProbes.exists({ ...end, containerUri })) return ok(`There is ${containerUri}.`);
    const place = azContainer(containerUri);
    return failed(`There is no container ${containerUri}.`, {
      say: 'Create the container, or correct containerUri in the routes file.',
      ...(place && {
        command: `az storage container create --account-name ${place.account} --name ${place.container} --auth-mode login`,
      }),
    });
  },
};
