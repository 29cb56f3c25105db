import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobSASPermissions, generateBlobSASQueryParameters, StorageSharedKeyCredential } from '@azure/storage-blob';
import { callService } from '../../local/stack/provision/callService';
import { AUDIENCES } from '../../local/stack/stackEndpoints';
import type { Stack } from '../../local/stack/startStack';
import { createToken } from '../../local/identity/createToken';
import { MACHINE } from '../../local/machine';
import { registryResourceId, STACK_NAMES } from '../../local/stackNames';

const API_VERSION = '2025-06-01-preview';

/**
 * Transfers batches as the public scripts do: export run, look until it has ended, copy, import run, look until it has
 * ended, then the next batch. Nothing is checked.
 *
 * @param pollSeconds  between two looks
 * @returns seconds that it took
 */
export async function transferOneAfterAnother(
  stack: Stack,
  batches: readonly (readonly string[])[],
  pollSeconds: number,
): Promise<number> {
  const began = performance.now();
  for (const artifacts of batches) {
    const name = `s${randomBytes(8).toString('hex')}`;
    const blob = `${name}.tar.gz`;
    await runToItsEnd(
      stack,
      'source',
      `e${name}`,
      { target: { type: 'AzureStorageBlob', name: blob }, artifacts },
      pollSeconds,
    );
    const content = await send(stack, 'GET', blobUrl(stack, 'source', blob));
    await send(stack, 'PUT', blobUrl(stack, 'target', blob), content);
    await runToItsEnd(stack, 'target', `i${name}`, { source: { type: 'AzureStorageBlob', name: blob } }, pollSeconds);
  }
  return (performance.now() - began) / 1000;
}

async function runToItsEnd(
  { endpoints, certificate }: Stack,
  end: 'source' | 'target',
  name: string,
  request: object,
  pollSeconds: number,
): Promise<void> {
  const registry = registryResourceId(end);
  const kind = end === 'source' ? 'exportPipelines' : 'importPipelines';
  const pipelineResourceId = `${registry}/${kind}/${STACK_NAMES[end].pipeline}`;
  const url = `${endpoints.resourceManager}${registry}/pipelineRuns/${name}?api-version=${API_VERSION}`;
  const principalId = STACK_NAMES.operatorPrincipalId;
  const token = createToken(MACHINE, { audience: AUDIENCES.resourceManager, principalId });
  const call = { url, token, ca: certificate.cert };
  await callService({ ...call, method: 'PUT', body: { properties: { request: { pipelineResourceId, ...request } } } });
  for (;;) {
    await sleep(pollSeconds * 1000);
    const run = (await callService({ ...call, method: 'GET' })) as { properties?: { response?: { status?: string } } };
    const status = run.properties?.response?.status;
    if (status === 'Succeeded') return;
    if (status === 'Failed') throw new Error(`The run ${name} failed: ${JSON.stringify(run)}`);
  }
}

/** With a SAS, as the scripts have AzCopy use it. */
function blobUrl({ endpoints, keys }: Stack, end: 'source' | 'target', blobName: string): string {
  const { account, container: containerName } = STACK_NAMES[end];
  const credential = new StorageSharedKeyCredential(account, keys.accounts[account] ?? '');
  const permissions = BlobSASPermissions.parse('rcw');
  const expiresOn = new Date(MACHINE.now() + 3_600_000);
  const sas = generateBlobSASQueryParameters({ containerName, blobName, permissions, expiresOn }, credential);
  return `${end === 'source' ? endpoints.exports : endpoints.imports}/${blobName}?${sas.toString()}`;
}

async function send({ certificate }: Stack, method: string, url: string, body?: Buffer): Promise<Buffer> {
  const headers = body ? { 'x-ms-blob-type': 'BlockBlob', 'content-length': body.length } : {};
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    https.request(url, { method, headers, ca: certificate.cert }, resolve).on('error', reject).end(body);
  });
  const content = await buffer(response);
  if ((response.statusCode ?? 0) < 300) return content;
  throw new Error(`${method} of a blob answered ${response.statusCode}: ${content.toString()}`);
}
