import type { Chance } from '../../domain/ports/machine';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { StoredBlobs } from '../../domain/ports/storedBlobs';
import type { Sweeps } from '../../domain/ports/sweeps';
import type { ImportOnceDependencies } from '../events/importOnce';

/** What it takes to look for blobs, beside the orchestrations. */
export interface SweepArrivalsDependencies extends ImportOnceDependencies {
  routes: RouteBook;
  storedBlobs: Pick<StoredBlobs, 'listCommitted' | 'look'>;
}

/** What it takes to sweep, beside the orchestrations. */
export interface SweepDependencies extends SweepArrivalsDependencies {
  sweeps: Sweeps;
  machine: SweepArrivalsDependencies['machine'] & Pick<Chance, 'newId'>;
}
