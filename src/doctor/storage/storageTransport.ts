import { ok, warning } from '../check';
import { plainId, storageCheck } from './storageCheck';

const OLD = new Set(['tls1_0', 'tls1_1']);

/** Nothing fails by it: but a SAS in a request by http, or by a broken protocol, can be read on the way. */
export const storageTransport = storageCheck({
  code: 'storage_transport',
  question: 'Does the storage account refuse http and versions of TLS before 1.2?',
  symptom: 'Nothing fails: a SAS that is used by http can be read on the way.',
  remedy: 'Have the account take https and TLS 1.2 or later only.',
  explains: [],
  facts: ({ account }, end) => account(end),
  judge({ accountId, minimumTlsVersion, isHttpsOnly, hasNamespace }) {
    const namespace = hasNamespace ? ' It has a hierarchical namespace.' : '';
    const words = `supportsHttpsTrafficOnly of ${accountId} is ${isHttpsOnly}, its minimumTlsVersion ${minimumTlsVersion ?? 'not told'}.${namespace}`;
    if (isHttpsOnly && !OLD.has(minimumTlsVersion?.toLowerCase() ?? '')) return ok(words);
    const id = plainId(accountId);
    return warning(words, {
      say: 'Have the account take https and TLS 1.2 or later only.',
      ...(id !== undefined && {
        command: `az storage account update --ids "${id}" --https-only true --min-tls-version TLS1_2`,
      }),
    });
  },
});
