import { azContainer } from '../../domain/doctor/azNames';
import { lifecycleProblem } from '../../domain/doctor/lifecycleProblem';
import { failed, ok, warning } from '../check';
import { plainId, storageCheck } from './storageCheck';

/** Rules of the account may take a blob away before it is imported. */
export const storageLifecycle = storageCheck({
  code: 'storage_lifecycle',
  question: 'Do the lifecycle rules of the storage account leave blobs alone while they are needed?',
  symptom: 'An import finds no blob, or one in the archive: 404 BlobNotFound, 409 BlobArchived.',
  remedy: 'Give the rule a prefix that leaves the container of the transfers out.',
  explains: ['exported_blob_missing', 'import_run_failed', 'arrived_blob_gone', 'copy_source_refused'],
  facts: ({ lifecycle }, end) => lifecycle(end),
  judge(rules, { end: { containerUri } }, accountId) {
    const container = new URL(containerUri).pathname.split('/').filter(Boolean).at(-1) ?? '';
    const worst = lifecycleProblem(rules, container);
    if (!worst) return ok(`No rule of ${accountId} archives or deletes blobs of ${container} within days.`);
    const { rule, problem, isLight } = worst;
    const [, , , , group] = (plainId(accountId) ?? '').split('/');
    const account = azContainer(containerUri)?.account;
    const evidence = `The lifecycle rule ${rule.name} of ${accountId} ${problem}, also those of the container ${container}.`;
    const fix = {
      say: `Give the rule ${rule.name} a prefix that leaves the container ${container} out, or turn it off.`,
      ...(group !== undefined &&
        account !== undefined && {
          command: `az storage account management-policy update --account-name ${account} --resource-group "${group}" --set "policy.rules[${rule.index}].enabled=false"`,
        }),
    };
    return isLight ? warning(evidence, fix) : failed(evidence, fix);
  },
});
