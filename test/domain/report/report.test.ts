import { ExportUnconfirmedError, NotVerifiedError } from '../../../src/domain/failures/errors';
import type { Failure } from '../../../src/domain/failures/failure';
import { outcomeOf, type ArtifactOutcome, type ArtifactReport } from '../../../src/domain/report/report';

const why: Failure = { code: 'access_denied', message: 'No.', nextStep: 'Give it.' };

function artifacts(...outcomes: ArtifactOutcome[]): ArtifactReport[] {
  return outcomes.map((outcome, index) => ({
    artifact: `app:v${index}`,
    outcome,
    ...(outcome !== 'delivered' && outcome !== 'exported' && { failure: why }),
  }));
}

const unverified: ArtifactReport = {
  artifact: 'app:x',
  outcome: 'failed',
  failure: new NotVerifiedError('app:x', 'The registry did not answer.').toFailure(),
};

const unseen: ArtifactReport = {
  artifact: 'app:x',
  outcome: 'failed',
  failure: new ExportUnconfirmedError('app:x', 'The registry did not answer.').toFailure(),
};

it.each([
  [artifacts('delivered'), [], 'succeeded'],
  [artifacts('delivered', 'delivered'), [], 'succeeded'],
  [artifacts('delivered', 'missing'), [], 'partial'],
  [artifacts('delivered', 'drifted'), [], 'partial'],
  [artifacts('delivered', 'failed'), [], 'partial'],
  [artifacts('delivered'), [why], 'partial'],
  [artifacts('drifted'), [], 'failed'],
  [artifacts('missing', 'missing'), [], 'failed'],
  [artifacts('failed'), [why], 'failed'],
  [[unverified], [why], 'unconfirmed'],
  [[...artifacts('delivered'), unverified], [], 'unconfirmed'],
  [[...artifacts('missing'), unverified], [], 'unconfirmed'],
  [artifacts('exported'), [], 'exported'],
  [artifacts('exported', 'drifted'), [], 'partial'],
  [artifacts('exported'), [why], 'partial'],
  [[...artifacts('exported'), unseen], [], 'unconfirmed'],
  [[], [why], 'failed'],
  [[], [], 'nothingToDo'],
] as [ArtifactReport[], Failure[], string][])('%j with failures %j: %s', (reports, failures, outcome) => {
  expect(outcomeOf(reports, failures)).toBe(outcome);
});

it('never says succeeded while anything is not delivered', () => {
  const outcomes: ArtifactOutcome[] = ['delivered', 'missing', 'drifted', 'failed'];
  for (const one of outcomes) {
    for (const other of outcomes) {
      for (const failures of [[], [why]]) {
        const whole = one === 'delivered' && other === 'delivered' && failures.length === 0;
        expect(outcomeOf(artifacts(one, other), failures) === 'succeeded').toBe(whole);
      }
    }
  }
});
