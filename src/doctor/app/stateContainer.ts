import { AccessDeniedError, ResourceNotFoundError } from '../../domain/failures/errors';
import { failed, ok, type RouteCheck } from '../check';

/** Without app settings that can be used no question reaches the doctor: the API answers settings_invalid to each. */
export const stateContainer: RouteCheck = {
  code: 'state_container',
  about: 'route',
  question: 'Can the app use its settings, and write and read the container of its own state?',
  isCheap: true,
  symptom: 'Transfers cannot be started, or end without a report: the state container refuses the app.',
  remedy:
    'Create the container that FERRY_STATE_CONTAINER names, and make the app Storage Blob Data Contributor there.',
  explains: ['access_denied', 'resource_not_found', 'service_unavailable'],
  async look({ state }) {
    try {
      await state.probe();
      return ok('The app settings can be used. A blob was written, read and removed.');
    } catch (error) {
      if (!(error instanceof AccessDeniedError || error instanceof ResourceNotFoundError)) throw error;
      const { correlationId } = error;
      return { ...failed(error.message, { say: error.remedy }), ...(correlationId !== undefined && { correlationId }) };
    }
  },
};
