import { createPlan, identityOf, type PlannedArtifact, type UnplannedArtifact } from '../../src/domain/plan';
import { digestOf } from '../helpers/fakeRegistries';

function tagged(repository: string, tag: string, digest = digestOf('one')): PlannedArtifact {
  return { artifact: `${repository}:${tag}`, repository, tag, digest };
}

describe('createPlan', () => {
  const one = tagged('app', 'v1');
  const two = tagged('app', 'v2', digestOf('two'));
  const missing: UnplannedArtifact = {
    artifact: 'app:v3',
    failure: { code: 'artifact_not_found', message: 'It does not exist.', nextStep: 'Check the spelling.' },
  };

  it('gives a batch the same name and artifacts whatever the order and repetition of the request', () => {
    const plan = createPlan([one, two], []);
    expect(plan.batches[0]?.name).toMatch(/^[0-9a-f]{32}$/);
    expect(createPlan([two, one, two], [])).toEqual(plan);
    expect(plan.batches[0]?.artifacts).toEqual([one, two]);
  });

  it('the tag belongs to the identity: another tag of one digest is another batch', () => {
    expect(createPlan([tagged('app', 'v1')], []).batches[0]?.name).not.toBe(
      createPlan([tagged('app', 'latest')], []).batches[0]?.name,
    );
    expect(createPlan([tagged('app', 'v1'), tagged('app', 'latest')], []).batches[0]?.artifacts).toHaveLength(2);
  });

  it('the digest belongs to the identity too: a tag that was moved is another batch', () => {
    expect(createPlan([one], []).batches[0]?.name).not.toBe(
      createPlan([tagged('app', 'v1', digestOf('other'))], []).batches[0]?.name,
    );
  });

  it('tells an artifact by digest alone from one by tag', () => {
    const digest = digestOf('one');
    const byDigest: PlannedArtifact = { artifact: `app@${digest}`, repository: 'app', digest };
    expect(identityOf(byDigest)).toBe(`app@${digest}`);
    expect(identityOf(one)).toBe(`app:v1@${digest}`);
    expect(createPlan([byDigest, one], []).batches[0]?.artifacts).toHaveLength(2);
  });

  it('makes no batch where there is nothing to take along, and keeps what is missing', () => {
    expect(createPlan([], [missing])).toEqual({ batches: [], unplanned: [missing] });
    expect(createPlan([one], [missing]).unplanned).toEqual([missing]);
  });
});
