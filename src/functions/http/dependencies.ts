import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Blobs } from '../../domain/ports/blobs';
import type { Canaries } from '../../domain/ports/canaries';
import type { Catalog } from '../../domain/ports/catalog';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { Doctor } from '../../domain/ports/doctor';
import type { Instances } from '../../domain/ports/instances';
import type { Ledger } from '../../domain/ports/ledger';
import type { LedgerRebuilds } from '../../domain/ports/ledgerRebuilds';
import type { PauseStore } from '../../domain/ports/pauseStore';
import type { Permissions } from '../../domain/ports/permissions';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { Pushes } from '../../domain/ports/pushes';
import type { Resources } from '../../domain/ports/resources';
import type { RoleAssignments } from '../../domain/ports/roleAssignments';
import type { RegistryContent } from '../../domain/ports/registryContent';
import type { RoutePipelines } from '../../domain/ports/routePipelines';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { SasIssuer } from '../../domain/ports/sasIssuer';
import type { SasSecrets } from '../../domain/ports/sasSecrets';
import type { ScheduleBooks } from '../../domain/ports/scheduleBooks';
import type { SlotStore } from '../../domain/ports/slots';
import type { StateLayout } from '../../domain/ports/stateSchemas';
import type { StoredBlobs } from '../../domain/ports/storedBlobs';
import type { Sweeps } from '../../domain/ports/sweeps';
import type { TransferPages } from '../../domain/ports/transferPages';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { AppSettings } from '../../settings/appSettings';
import type { Chance, Clock } from '../../domain/ports/machine';

/** Everything a handler can reach. */
export interface ApiDependencies {
  settings: AppSettings;
  routes: RouteBook;
  transfers: TransferStore;
  pages: TransferPages;
  ledger: Ledger;
  rebuilds: LedgerRebuilds;
  cleanups: Cleanups;
  sweeps: Sweeps;
  blobs: Pick<Blobs, 'head' | 'remove'>;
  canaries: Canaries;
  catalog: Catalog;
  registryContent: RegistryContent;
  storedBlobs: Pick<StoredBlobs, 'listCommitted' | 'look'>;
  slots: SlotStore;
  schedules: ScheduleBooks;
  pauses: PauseStore;
  pushes: Pushes;
  pipelineRuns: PipelineRuns;
  routePipelines: RoutePipelines;
  resources: Resources;
  permissions: Permissions;
  roleAssignments: RoleAssignments;
  sasSecrets: SasSecrets;
  sasIssuer: SasIssuer;
  stateLayout: StateLayout;
  doctor: Doctor;
  machine: Clock & Chance;
  /** The orchestrations, by the durable client that the host gives one invocation. */
  instancesFor(context: InvocationContext): Instances;
}

/** A request to one operation of the API. */
export interface ApiCall<Query = unknown> {
  request: HttpRequest;
  context: InvocationContext;
  query: Query;
  /** Parsed; undefined where there is none. */
  body: unknown;
  /** Where callers reach the API, as a URL or a path: what `/transfers` follows. */
  apiUrl: string;
}

/** A successful answer whose body is no JSON. */
export interface TextAnswer extends HttpResponseInit {
  body: string;
}

/** A successful answer whose body is a T. */
export interface JsonAnswer<T> extends HttpResponseInit {
  jsonBody: T;
}
