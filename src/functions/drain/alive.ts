import type { Canaries } from '../../domain/ports/canaries';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { LedgerRebuilds } from '../../domain/ports/ledgerRebuilds';
import type { Clock } from '../../domain/ports/machine';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { TransferStore } from '../../domain/ports/transferStore';

/** What it takes to look for what has not ended. */
export interface AliveDependencies {
  transfers: Pick<TransferStore, 'list' | 'find' | 'readReport'>;
  cleanups: Pick<Cleanups, 'readLatest' | 'find'>;
  rebuilds: Pick<LedgerRebuilds, 'routes' | 'read'>;
  canaries: Pick<Canaries, 'routes' | 'read'>;
  routes: RouteBook;
  machine: Pick<Clock, 'now'>;
}

export const ALIVE_KINDS = ['transfer', 'arrival', 'cleanup', 'rebuild', 'canary'] as const;

/** Something that was started and has not ended. */
export interface Alive {
  kind: (typeof ALIVE_KINDS)[number];
  id: string;
  /** Absent where it is of no route, or of more than one. */
  route?: string;
  /** ISO 8601, UTC. */
  since: string;
  /** Id of an orchestration of it that lives, though it has its report. */
  orchestration?: string;
  /** Of the app that started it; absent where an app of before 0.2.0 did. */
  appVersion?: string;
}
