import { costOf } from '../../../bench/scale/batchCost';
import { STACK_NAMES } from '../../../local/stackNames';

it('counts activities, events, and requests by whose container they went to', () => {
  const own = { account: STACK_NAMES.state.account };
  const requests = [own, { account: STACK_NAMES.source.account }, own, { account: STACK_NAMES.target.account }, own];
  const batch = ['ExecutionStarted', 'TaskCompleted', 'SubOrchestrationInstanceCompleted', 'TaskCompleted'];
  const watch = ['ExecutionStarted', 'TimerCreated', 'TimerFired', 'TaskCompleted', 'ExecutionCompleted'];
  const histories = [batch, watch].map((names) => names.map((EventType) => ({ EventType })));
  expect(costOf(50, requests, histories)).toEqual({
    artifacts: 50,
    orchestrations: 2,
    activities: 3,
    historyEvents: 9,
    stateTransactions: 3,
    blobTransactions: 2,
  });
});
