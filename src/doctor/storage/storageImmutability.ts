import { azContainer } from '../../domain/doctor/azNames';
import { ok, warning } from '../check';
import { storageCheck } from './storageCheck';

/**
 * New blobs can be written; what is written can be neither replaced nor deleted. A transfer succeeds, and its clean-up and its repetition do
 * not: no failure, therefore.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview
 */
export const storageImmutability = storageCheck({
  code: 'storage_immutability',
  question: 'Can blobs of the container be replaced and deleted?',
  symptom:
    'Blobs stay after a transfer, or an export that is repeated fails: 409 BlobImmutableDueToPolicy or BlobImmutableDueToLegalHold.',
  remedy: 'Use a container without an immutability policy and without a legal hold.',
  explains: ['export_run_failed', 'service_refused', 'service_unavailable'],
  facts: ({ container }, end) => container(end),
  judge({ immutability, legalHolds }, { end: { containerUri } }) {
    const place = azContainer(containerUri);
    const names = place && `--account-name ${place.account} --container-name ${place.container}`;
    if (legalHolds.length > 0) {
      const isPlain = legalHolds.every((tag) => /^[a-zA-Z0-9]+$/.test(tag));
      return warning(
        `${containerUri} is under legal hold (${legalHolds.join(', ')}): its blobs can be neither replaced nor deleted.`,
        {
          say: 'Use another container for transfers; or clear the legal hold, if you may.',
          ...(names !== undefined &&
            isPlain && { command: `az storage container legal-hold clear ${names} --tags ${legalHolds.join(' ')}` }),
        },
      );
    }
    if (!immutability) return ok(`${containerUri} has neither an immutability policy nor a legal hold.`);
    const { days, state } = immutability;
    const words = `${containerUri} has an immutability policy (${state}): its blobs can be neither replaced nor deleted for ${days} days.`;
    const etag = `"$(az storage container immutability-policy show ${names ?? ''} --query etag --output tsv)"`;
    return warning(words, {
      say: `Use another container for transfers${state === 'Locked' ? '' : '; or delete the policy'}.`,
      ...(names !== undefined &&
        state !== 'Locked' && {
          command: `az storage container immutability-policy delete ${names} --if-match ${etag}`,
        }),
    });
  },
});
