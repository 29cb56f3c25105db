import type { HttpHandler, HttpRequest, InvocationContext } from '@azure/functions';
import type { z } from 'zod';
import { cancelTransfer } from './cancelTransfer';
import type { ApiDependencies, JsonAnswer } from './dependencies';
import { getTransfer } from './getTransfer';
import { handled } from './handled';
import { listRoutes } from './listRoutes';
import { listTransfers } from './listTransfers';
import { postTransfer } from './postTransfer';
import { routeListSchema } from './schemas/routeList';
import { transferListSchema } from './schemas/transferList';
import { transferViewSchema } from './schemas/transferView';

/** One operation of the API, under the name it is registered with. */
interface Operation<T = unknown> {
  name: string;
  method: 'GET' | 'POST';
  /** Below `/api/`. */
  route: string;
  /** What it answers when all is well; everything else is a problem document. */
  answer: z.ZodType<T>;
  handler: (deps: ApiDependencies, request: HttpRequest, context: InvocationContext) => Promise<JsonAnswer<T>>;
  /** Whether the host must give it a durable client. */
  usesInstances: boolean;
}

/** Every operation of the API. */
export const API: readonly Operation[] = [
  operation({
    name: 'startTransfer',
    method: 'POST',
    route: 'transfers',
    answer: transferViewSchema,
    handler: postTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'listTransfers',
    method: 'GET',
    route: 'transfers',
    answer: transferListSchema,
    handler: listTransfers,
    usesInstances: true,
  }),
  operation({
    name: 'getTransfer',
    method: 'GET',
    route: 'transfers/{id}',
    answer: transferViewSchema,
    handler: getTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'cancelTransfer',
    method: 'POST',
    route: 'transfers/{id}/cancel',
    answer: transferViewSchema,
    handler: cancelTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'listRoutes',
    method: 'GET',
    route: 'routes',
    answer: routeListSchema,
    handler: listRoutes,
    usesInstances: false,
  }),
];

/** Gives an operation what it needs; what it throws is answered with a problem document. */
export function bindOperation(deps: ApiDependencies, { handler }: Operation): HttpHandler {
  return handled((request, context) => handler(deps, request, context));
}

/** Holds a handler to the schema of its answer. */
function operation<T>(one: Operation<T>): Operation {
  return one;
}
