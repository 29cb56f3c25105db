import type { OrchestrationContext } from 'durable-functions';
import type { Failure } from '../domain/failures/failure';
import { callRegardless, type Patient } from './call';
import type { Steps } from './steps';

/** What cannot be read soon is told: a report must not wait for it. */
const WARNING_MINUTES = 2;

/** Whether the registry may have imported as well what the app did; why nobody knows, where the pipeline cannot be read. */
export function* warningsOfImport(context: OrchestrationContext, { transferId, patience }: Patient): Steps<Failure[]> {
  const stepMinutes = Math.min(WARNING_MINUTES, patience.stepMinutes);
  const soon = { patience: { ...patience, stepMinutes, accessMinutes: 0 } };
  const looked = yield* callRegardless(context, 'lookAtImportPipeline', { transferId }, soon);
  return looked.end === 'done' ? looked.value.warnings : [looked.failure];
}
