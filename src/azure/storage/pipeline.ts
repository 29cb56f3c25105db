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

/**
 * What every client of storage is made with: no tries but the first (orchestrations try again, with durable timers), and no
 * wait for an answer without end. Requests that their caller cuts off, as those that copy blocks, have a limit of their own.
 *
 * @param policies what every request passes on its way out
 */
export function storagePipeline(
  credential: TokenCredential | StorageSharedKeyCredential | AnonymousCredential,
  audience: string,
  policies: readonly RequestPolicyFactory[] = [],
): Pipeline {
  const pipeline = newPipeline(credential, { audience: scopeOf(audience), retryOptions: { maxTries: 1 } });
  pipeline.factories.push(waitNotForEver, ...policies);
  return pipeline;
}

const waitNotForEver: RequestPolicyFactory = {
  create: (next) => ({
    sendRequest: (request) =>
      request.abortSignal ? next.sendRequest(request) : sendWithin(request, (limited) => next.sendRequest(limited)),
  }),
};
