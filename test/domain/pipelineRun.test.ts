import { phaseOf, reasonOf, type PipelineRunStatus, type RunPhase } from '../../src/domain/pipelineRun';

const run = (provisioningState?: string, status?: string, errorMessage?: string): PipelineRunStatus => ({
  resourceId: '/runs/e1',
  percentage: 0,
  ...(provisioningState !== undefined && { provisioningState }),
  ...(status !== undefined && { status }),
  ...(errorMessage !== undefined && { errorMessage }),
});

const TRUTH: [string | undefined, string | undefined, RunPhase][] = [
  [undefined, undefined, 'running'],
  [undefined, 'Succeeded', 'running'],
  ['Creating', undefined, 'running'],
  ['Creating', 'Running', 'running'],
  ['Creating', 'Succeeded', 'running'],
  ['Creating', 'Failed', 'running'],
  ['Updating', 'Succeeded', 'running'],
  ['Deleting', 'Running', 'running'],
  ['Succeeded', undefined, 'unclear'],
  ['Succeeded', '', 'unclear'],
  ['Succeeded', 'Running', 'running'],
  ['Succeeded', 'Queued', 'running'],
  ['Succeeded', 'SomethingNew', 'unclear'],
  ['Migrating', 'Succeeded', 'unclear'],
  ['Succeeded', 'Succeeded', 'succeeded'],
  ['Succeeded', 'Failed', 'failed'],
  ['Succeeded', 'Canceled', 'failed'],
  ['Failed', undefined, 'failed'],
  ['Failed', 'Running', 'failed'],
  ['Canceled', 'SomethingNew', 'failed'],
  ['Failed', 'Succeeded', 'failed'],
  ['Failed', 'Failed', 'failed'],
  ['Canceled', undefined, 'failed'],
  ['Canceled', 'Cancelled', 'failed'],
];

it.each(TRUTH)('provisioningState %s and status %s: %s', (provisioning, status, phase) => {
  expect(phaseOf(run(provisioning, status))).toBe(phase);
  expect(phaseOf(run(provisioning?.toUpperCase(), status?.toLowerCase()))).toBe(phase);
});

describe('reasonOf', () => {
  it("gives the service's own words", () => {
    expect(reasonOf(run('Failed', 'Failed', 'The blob exists.'))).toBe('The blob exists.');
  });

  it.each([undefined, ''])('names the states where its message is %j', (message) => {
    expect(reasonOf(run('Failed', undefined, message))).toBe(
      'provisioningState Failed, status unknown, without a message.',
    );
  });
});
