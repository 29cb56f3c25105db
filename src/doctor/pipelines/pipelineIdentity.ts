import { failed, ok, warning, type EndCheck } from '../check';
import { findPipeline } from './findPipeline';
import { putPipeline } from './pipelineFixes';

/** With it the pipeline reads its secret, or its container (acr-transfer §11). */
export const pipelineIdentity: EndCheck = {
  code: 'pipeline_identity',
  about: 'end',
  question: 'Has the pipeline an identity, and is its object id known?',
  isCheap: true,
  symptom: 'Runs fail with 403 from the key vault or the storage account, whatever roles are assigned.',
  remedy:
    'Give the pipeline a system-assigned or a user-assigned identity, and assign its roles to the object id of that.',
  explains: ['export_run_failed', 'import_run_failed'],
  look: (deps, at) =>
    findPipeline(deps, at, ({ identity, storageAccessMode }) => {
      const purpose =
        storageAccessMode.toLowerCase() === 'managedidentity' ? 'reach its container' : 'read the secret with its SAS';
      if (!identity) return failed(`It has no identity, with which to ${purpose}.`, putPipeline(at));
      const { type, principalId, userAssigned } = identity;
      const known = [
        ...(principalId === undefined ? [] : [`object id ${principalId}`]),
        ...userAssigned.map((one) => `${one.id}, object id ${one.principalId ?? 'not told'}`),
      ];
      const evidence = `Its identity is ${type}: ${known.join('; ') || 'the service tells no object id'}.`;
      const isKnown = principalId !== undefined || userAssigned.some((one) => one.principalId !== undefined);
      return isKnown
        ? ok(evidence)
        : warning(evidence, { say: 'Look again in a minute; then make the pipeline anew.' });
    }),
};
