import { azContainer } from '../../domain/doctor/azNames';
import { blobsBegin } from '../../domain/doctor/blobsBegin';
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
  judge(rules, { end: { containerUri }, route }, accountId) {
    const blobs = `${blobsBegin(route, containerUri)}*`;
    const worst = lifecycleProblem(rules, blobs.slice(0, -1));
    if (!worst) return ok(`No rule of ${accountId} archives or deletes ${blobs} within days.`);
    const { rule, problem, isLight } = worst;
    const [, , , , group] = (plainId(accountId) ?? '').split('/');
    const account = azContainer(containerUri)?.account;
    const evidence = `The lifecycle rule ${rule.name} of ${accountId} ${problem}, among them ${blobs}.`;
    const fix = {
      say: `Give the rule ${rule.name} a prefix that leaves ${blobs} out, or turn it off.`,
      ...(group !== undefined &&
        account !== undefined && {
          command: `az storage account management-policy update --account-name ${account} --resource-group "${group}" --set "policy.rules[${rule.index}].enabled=false"`,
        }),
    };
    return isLight ? warning(evidence, fix) : failed(evidence, fix);
  },
});
