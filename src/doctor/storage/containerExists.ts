import { azContainer } from '../../domain/doctor/azNames';
import { fixBy } from '../../domain/doctor/fixBy';
import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { RouteEnd } from '../../domain/route';
import { failed, ok, type EndCheck, type Found } from '../check';

/** By the app's own look: where it may not look, nobody can say. */
export const containerExists: EndCheck = {
  code: 'container_exists',
  about: 'end',
  question: 'Does the container exist?',
  isCheap: true,
  symptom:
    'Export runs fail, or blobs cannot be copied: 404 ContainerNotFound, or ENOTFOUND where the account is mistyped.',
  remedy: 'Create the container, or correct containerUri in the routes file.',
  explains: ['resource_not_found', 'export_run_failed', 'import_run_failed'],
  async look({ containerProbes }, { end }) {
    const { containerUri } = end;
    try {
      if (await containerProbes.exists(end)) return ok(`There is ${containerUri}.`);
    } catch (error) {
      if (error instanceof ServiceUnavailableError && isUnknown(containerUri, error)) return noAccount(end, error);
      throw error;
    }
    const place = azContainer(containerUri);
    return failed(`There is no container ${containerUri}.`, {
      say: 'Create the container, or correct containerUri in the routes file.',
      ...(place && {
        command: `az storage container create --account-name ${place.account} --name ${place.container} --auth-mode login`,
      }),
    });
  },
};

/** What Node says of a name that DNS does not know: each storage account has one, and a mistyped account none. */
function isUnknown(containerUri: string, { message }: ServiceUnavailableError): boolean {
  return message.includes(`ENOTFOUND ${new URL(containerUri).hostname}`);
}

function noAccount({ containerUri, subscriptionId }: RouteEnd, { message }: ServiceUnavailableError): Found {
  return failed(
    `There is no storage account at the address of ${containerUri}, or the app's network does not know it: ${message}`,
    fixBy(
      'Correct containerUri in the routes file: this command shows the addresses of the accounts in the subscription of the registry.',
      `az storage account list --subscription ${subscriptionId} --query "[].primaryEndpoints.blob" --output tsv`,
      subscriptionId,
    ),
  );
}
