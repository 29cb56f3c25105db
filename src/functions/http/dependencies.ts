import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Instances } from '../../domain/ports/instances';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { AppSettings } from '../../settings/appSettings';
import type { Chance, Clock } from '../../domain/ports/machine';

/** Everything a handler can reach. */
export interface ApiDependencies {
  settings: AppSettings;
  routes: RouteBook;
  transfers: TransferStore;
  machine: Pick<Clock, 'now'> & Pick<Chance, 'newId'>;
  /** The orchestrations, by the durable client that the host gives one invocation. */
  instancesFor(context: InvocationContext): Instances;
}

/** A successful answer whose body is a T. */
export interface JsonAnswer<T> extends HttpResponseInit {
  jsonBody: T;
}
