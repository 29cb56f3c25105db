import type { HttpRequest, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { apiUrlOf } from './apiUrl';
import type { ApiCall, ApiDependencies, JsonAnswer, TextAnswer } from './dependencies';
import { readBody } from './request/readBody';
import { readQuery } from './request/readQuery';
import { NO_BODY, type RequestBody } from './request/requestBody';

/** How an operation of the API is found and registered. */
interface Place {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/`. */
  route: string;
  /** Whether the host must give it a durable client. */
  usesInstances: boolean;
}

interface Definition<T, Query> extends Place {
  /** What its query may hold, beside what belongs to the host. */
  query: z.ZodType<Query>;
  /** Where it takes one. */
  body?: RequestBody;
  /** What it answers when all is well; everything else is a problem document. */
  answer: z.ZodType<T>;
  handler: (deps: ApiDependencies, call: ApiCall<Query>) => Promise<JsonAnswer<T> | TextAnswer>;
}

/** One operation of the API, under the name it is registered with. */
export interface Operation extends Place {
  answer: z.ZodType;
  run: (
    deps: ApiDependencies,
    request: HttpRequest,
    context: InvocationContext,
  ) => Promise<JsonAnswer<unknown> | TextAnswer>;
}

/** Of an operation that takes none. */
export const NO_QUERY = z.strictObject({});

/** Holds a handler to what its query and its body may be, and to the schema of its answer. */
export function operation<T, Query>({ query, body = NO_BODY, handler, ...place }: Definition<T, Query>): Operation {
  return {
    ...place,
    run: async (deps, request, context) =>
      handler(deps, {
        request,
        context,
        query: readQuery(query, request.query),
        body: await readBody(request, deps.settings.maxBodyBytes, body),
        apiUrl: apiUrlOf(deps.settings.publicUrl, request.url, place.route),
      }),
  };
}
