import { lastFailuresOf } from '../../../src/domain/runs/lastFailures';
import type { RunDetails } from '../../../src/domain/runs/runDetails';
import { TARGET } from '../../helpers/route';

const SINCE = Date.parse('2026-11-01T00:00:00Z');
const OWN = `${TARGET.registryId}/importPipelines/${TARGET.pipeline}`;

function run(name: string, phase: RunDetails['phase'], endedAt?: string, pipelineId = OWN): RunDetails {
  const ended = endedAt === undefined ? {} : { endedAt };
  return { name, phase, pipelineId, resourceId: name, percentage: 100, ...ended };
}

function namesOf(runs: RunDetails[]) {
  const { failed, succeeded } = lastFailuresOf(runs, 'target', TARGET, SINCE);
  return { failed: failed.map(({ name }) => name), succeeded: succeeded?.name };
}

describe('lastFailuresOf', () => {
  it('are the failures after the last success, the latest first, whatever the order of the list', () => {
    const runs = [
      run('c', 'failed', '2026-11-04T00:00:00Z'),
      run('a', 'failed', '2026-11-02T00:00:00Z'),
      run('d', 'failed', '2026-11-05T00:00:00Z'),
      run('b', 'succeeded', '2026-11-03T00:00:00Z'),
    ];
    expect(namesOf(runs)).toEqual({ failed: ['d', 'c'], succeeded: 'b' });
  });

  it('what ended long ago, has not ended or is of another pipeline says nothing', () => {
    const runs = [
      run('old', 'failed', '2026-10-02T00:00:00Z'),
      run('going', 'running'),
      run('unclear', 'unclear'),
      run('other', 'failed', '2026-11-02T00:00:00Z', `${OWN}2`),
      run('export', 'failed', '2026-11-02T00:00:00Z', OWN.replace('import', 'export')),
      run('timeless', 'failed'),
    ];
    expect(namesOf(runs)).toEqual({ failed: [], succeeded: undefined });
  });
});
