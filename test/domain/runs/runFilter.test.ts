import type { RunDetails } from '../../../src/domain/runs/runDetails';
import { isMeant, type RunFilter } from '../../../src/domain/runs/runFilter';
import { SOURCE } from '../../helpers/route';

const AT = '2026-11-21T10:00:00.0000000+00:00';
const pipelineId = `${SOURCE.registryId}/exportPipelines/${SOURCE.pipeline}`;

function meant(filter: RunFilter, changes: Partial<RunDetails> = {}): boolean {
  const run: RunDetails = {
    ...{ name: 'e1', resourceId: '/r', phase: 'failed', percentage: 0, pipelineId, startedAt: AT },
    ...changes,
  };
  return isMeant(run, filter, 'source', SOURCE);
}

it('without a pipeline it means that of the route, in any letter case, and no other', () => {
  expect(meant({})).toBe(true);
  expect(meant({}, { pipelineId: pipelineId.toUpperCase() })).toBe(true);
  expect(meant({}, { pipelineId: `${pipelineId}2` })).toBe(false);
  expect(meant({}, { pipelineId: pipelineId.replace('exportPipelines', 'importPipelines') })).toBe(false);
});

it('means another pipeline of the registry, or all of them', () => {
  const other = { pipelineId: `${SOURCE.registryId}/exportPipelines/another` };
  expect([meant({ pipeline: 'another' }, other), meant({ pipeline: 'another' })]).toEqual([true, false]);
  expect([meant({ pipeline: 'all' }, other), meant({ pipeline: 'all' })]).toEqual([true, true]);
});

it('means a state', () => {
  expect([meant({ state: 'failed' }), meant({ state: 'succeeded' })]).toEqual([true, false]);
});

it('means a time: from is in it, to is not; what does not tell its time is never meant', () => {
  const at = new Date('2026-11-21T10:00:00Z');
  expect([meant({ from: at }), meant({ to: at }), meant({ to: new Date(at.getTime() + 1) })]).toEqual([
    true,
    false,
    true,
  ]);
  const created = { startedAt: undefined, createdAt: AT } as unknown as Partial<RunDetails>;
  expect(meant({ from: at }, created)).toBe(true);
  const timeless = { startedAt: 'soon' };
  expect([meant({ from: at }, timeless), meant({ to: at }, timeless), meant({}, timeless)]).toEqual([
    false,
    false,
    true,
  ]);
});
