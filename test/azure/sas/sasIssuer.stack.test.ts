import { SecretClient } from '@azure/keyvault-secrets';
import { createSasIssuer } from '../../../src/azure/sas/sasIssuer';
import { createReadSecret } from '../../../src/azure/vault/secrets';
import type { FaultAction } from '../../../local/admin/faultRule';
import { startCopyCloud, type CopyCloud } from '../copy/copyCloud';

const AUDIENCE = 'https://vault.azure.net';
const DAY_MS = 86_400_000;
const begun = Math.floor(Date.now() / 1000) * 1000;
const TERMS = { rights: 'rawl', startsAt: begun - 900_000, expiresAt: begun + 6 * DAY_MS };
const KEY = 'account-key';

let cloud: CopyCloud;
let keyUri: string;
beforeAll(async () => {
  cloud = await startCopyCloud();
  const vault = new SecretClient(cloud.vault.origin, cloud.credential, { disableChallengeResourceVerification: true });
  await vault.setSecret(KEY, cloud.accountKey);
  keyUri = `${cloud.vault.origin}/secrets/${KEY}`;
});
afterAll(() => cloud.close());

const issuer = () => createSasIssuer(() => cloud.credential, createReadSecret(cloud.credential, AUDIENCE), Date.now);

/** Answers that operation so, so many times. */
function fault(operation: string, status: number, times: number): () => void {
  const action: FaultAction = { type: 'answer', status };
  const id = cloud.admin.faults.add({ step: `storage.${operation}`, times, action });
  return () => void cloud.admin.faults.remove(id);
}

it('who gets no user delegation key is told the role, and the command that grants it', async () => {
  const heal = fault('GetUserDelegationKey', 403, 1);
  await expect(issuer().delegate(cloud.source, TERMS)).rejects.toMatchObject({
    code: 'access_denied',
    nextStep: expect.stringMatching(/az role assignment create .*"Storage Blob Delegator"/),
  });
  heal();
});

it('policies that somebody changed meanwhile are read again, and changed then', async () => {
  const heal = fault('SetContainerAcl', 412, 2);
  const { expiresAt } = await issuer().signByPolicy(cloud.source, keyUri, 'acrferry-export-1', TERMS);
  const { signedIdentifiers } = await cloud.outgoing.getAccessPolicy();
  expect(signedIdentifiers.map(({ id, accessPolicy }) => [id, accessPolicy.expiresOn?.getTime()])).toEqual([
    ['acrferry-export-1', expiresAt],
  ]);
  heal();
});

it('where that does not end it is weather, and a key that is refused names the secret of the key', async () => {
  const sign = () => issuer().signByPolicy(cloud.source, keyUri, 'acrferry-export-2', TERMS);
  const busy = fault('SetContainerAcl', 412, 100);
  await expect(sign()).rejects.toMatchObject({ code: 'service_unavailable' });
  busy();
  const refused = fault('GetContainerAcl', 403, 1);
  await expect(sign()).rejects.toMatchObject({
    code: 'access_denied',
    nextStep: expect.stringContaining(`key of the storage account in the secret ${keyUri}`),
  });
  refused();
});
