import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import type { HttpHeaders, IHttpClient, WebResource } from '@azure/storage-blob';
import { trustOf } from '../clientOptions';
import { guarded } from '../guard';
import type { Reach } from '../reach';
import { trustingClient } from '../trustingClient';

const inner = createDefaultHttpClient();

/** What clients of storage send their requests with, in the form that the storage SDK takes a client in. */
export function storageHttpClient(reach: Reach): IHttpClient {
  const trust = trustOf(reach.cloud);
  const client: HttpClient = guarded(reach, trust ? trustingClient(trust) : inner);
  return {
    async sendRequest(request) {
      const response = await client.sendRequest(pipelineRequest(request));
      return { ...response, request, headers: answered(request.headers, response.headers) };
    },
  };
}

/** But for `keepAlive`, which the SDK fills in the wrong way round: connections are kept. */
function pipelineRequest(request: WebResource): PipelineRequest {
  const body = request.body as PipelineRequest['body'];
  const { abortSignal, agent, requestOverrides, streamResponseStatusCodes, onUploadProgress, onDownloadProgress } =
    request;
  return createPipelineRequest({
    url: request.url,
    method: request.method,
    headers: createHttpHeaders(request.headers.toJson({ preserveCase: true })),
    timeout: request.timeout,
    requestId: request.requestId,
    withCredentials: request.withCredentials,
    // The reach says whether there is TLS: an emulator's own address may have none.
    allowInsecureConnection: true,
    ...(body !== undefined && { body }),
    ...(abortSignal && { abortSignal }),
    ...(agent && { agent }),
    ...(requestOverrides && { requestOverrides }),
    ...(streamResponseStatusCodes && { streamResponseStatusCodes }),
    ...(onUploadProgress && { onUploadProgress }),
    ...(onDownloadProgress && { onDownloadProgress }),
  });
}

/** The SDK has no other way to make headers in its own form than to copy some. */
function answered(asked: HttpHeaders, headers: Iterable<[name: string, value: string]>): HttpHeaders {
  const made = asked.clone();
  for (const name of made.headerNames()) made.remove(name);
  for (const [name, value] of headers) made.set(name, value);
  return made;
}
