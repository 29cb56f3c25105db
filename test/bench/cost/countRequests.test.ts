import { countRequests } from '../../../bench/cost/countRequests';
import { describeCost } from '../../../bench/cost/describeCost';
import { STACK_NAMES } from '../../../local/stackNames';

const storage = (account: string, operation: string) => ({ plane: 'storage', step: `storage.${operation}`, account });
const registry = (name: string) => ({ plane: 'registry', step: `registry.${name}.head`, registry: name });
const { source, target, state } = STACK_NAMES;
const REQUESTS = [
  { plane: 'arm', step: 'arm.pipelineRuns.put' },
  { plane: 'identity', step: 'identity.token' },
  registry(source.registry),
  registry(target.registry),
  registry(target.registry),
  storage(state.account, 'PutBlob'),
  storage(state.account, 'ListBlobs'),
  storage(state.account, 'GetBlob'),
  storage(source.account, 'GetBlobProperties'),
  storage(source.account, 'GetUserDelegationKey'),
  storage(target.account, 'PutBlockFromURL'),
  storage(target.account, 'PutBlockList'),
  storage(target.account, 'DeleteBlob'),
];
const HISTORY = ['OrchestratorStarted', 'TaskScheduled', 'OrchestratorStarted', 'TaskCompleted', 'TaskFailed'];
const NONE = { writes: 0, lists: 0, reads: 0, deletes: 0 };

it('counts by service and account, by the kinds that are billed', () => {
  const counted = countRequests(REQUESTS, [HISTORY.map((EventType) => ({ EventType }))]);
  expect(counted).toEqual({
    resourceManager: 1,
    sourceRegistry: 1,
    targetRegistry: 2,
    state: { ...NONE, writes: 1, lists: 1, reads: 1 },
    source: { ...NONE, reads: 2 },
    target: { ...NONE, writes: 2, deletes: 1 },
    tokens: 1,
    executions: 4,
  });
});

it('is a table with a column for each thing that was measured', () => {
  const requests = countRequests(REQUESTS, []);
  const rows = describeCost([
    { name: 'one', requests },
    { name: 'other', requests: { ...requests, targetRegistry: 4_252 } },
  ]).split('\n');
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  expect(cells[0]?.slice(1, 4)).toEqual(['requests', 'one', 'other']);
  expect(cells.find(([, name]) => name === 'target registry')?.slice(2, 4)).toEqual(['2', '4,252']);
});
