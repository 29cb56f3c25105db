import type { AppSettings } from '../settings/appSettings';
import type { RouteBook } from '../domain/ports/routeBook';
import type { TransferStore } from '../domain/ports/transferStore';

/** Everything an HTTP function can reach, beside the durable client of its invocation. */
export interface ApiDependencies {
  settings: AppSettings;
  routes: RouteBook;
  transfers: TransferStore;
  now(): Date;
  newId(): string;
}
