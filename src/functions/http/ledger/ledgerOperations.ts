import { getLedger } from './getLedger';
import { getRebuild } from './getRebuild';
import { ledgerQuerySchema, removalQuerySchema } from './ledgerQuery';
import { NO_QUERY, operation, type Operation } from '../operation';
import { postRebuild } from './postRebuild';
import { removeFromLedger } from './removeFromLedger';
import { ledgerPageSchema, ledgerRemovalSchema } from '../schemas/ledger';
import { rebuildViewSchema } from '../schemas/rebuildView';

/** What the API offers of ledgers. */
export const LEDGER_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'getLedger',
    method: 'GET',
    route: 'routes/{route}/ledger',
    query: ledgerQuerySchema,
    answer: ledgerPageSchema,
    handler: getLedger,
    usesInstances: false,
  }),
  operation({
    name: 'removeFromLedger',
    method: 'DELETE',
    route: 'routes/{route}/ledger',
    query: removalQuerySchema,
    answer: ledgerRemovalSchema,
    handler: removeFromLedger,
    usesInstances: false,
  }),
  operation({
    name: 'startRebuild',
    method: 'POST',
    route: 'routes/{route}/ledger/rebuild',
    query: NO_QUERY,
    answer: rebuildViewSchema,
    handler: postRebuild,
    usesInstances: true,
  }),
  operation({
    name: 'getRebuild',
    method: 'GET',
    route: 'routes/{route}/ledger/rebuild',
    query: NO_QUERY,
    answer: rebuildViewSchema,
    handler: getRebuild,
    usesInstances: true,
  }),
];
