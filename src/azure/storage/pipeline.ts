import type { TokenCredential } from '@azure/identity';
import {
  newPipeline,
  type AnonymousCredential,
  type Pipeline,
  type RequestPolicyFactory,
  type StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { scopeOf } from '../clientOptions';
import { sendWithin } from '../httpClient';
import type { Reach } from '../reach';
import { storageHttpClient } from './storageHttpClient';

/**
 * What every client of storage is made with: no tries but the first (orchestrations try again, with durable timers), and no
 * wait for an answer without end. Requests that their caller cuts off, as those that copy blocks, have a limit of their own.
 * Tokens are for `audience` alone: the SDK would take another one from a challenge of the service.
 *
 * @param reach    where its requests may go
 * @param policies what every request passes on its way out
 */
export function storagePipeline(
  credential: TokenCredential | StorageSharedKeyCredential | AnonymousCredential,
  audience: string,
  reach: Reach,
  policies: readonly RequestPolicyFactory[] = [],
): Pipeline {
  const pipeline = newPipeline('getToken' in credential ? tokensFor(audience, credential) : credential, {
    audience: scopeOf(audience),
    retryOptions: { maxTries: 1 },
    httpClient: storageHttpClient(reach),
  });
  pipeline.factories.push(waitNotForEver, ...policies);
  return pipeline;
}

function tokensFor(audience: string, credential: TokenCredential): TokenCredential {
  return { getToken: (_, options) => credential.getToken(scopeOf(audience), options) };
}

const waitNotForEver: RequestPolicyFactory = {
  create: (next) => ({
    sendRequest: (request) =>
      request.abortSignal ? next.sendRequest(request) : sendWithin(request, (limited) => next.sendRequest(limited)),
  }),
};
