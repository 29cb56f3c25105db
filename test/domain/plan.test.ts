import { createPlan, identityOf, joinPlans, type PlannedArtifact, type UnplannedArtifact } from '../../src/domain/plan';
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

describe('left-out layers', () => {
  const layers = (count: number) => ({
    parts: Array.from({ length: count }, (_, at) => ({ digest: digestOf(`layer ${at}`), mediaType: 'foreign' })),
  });
  const withLayers = (tag: string, count: number) => ({ ...tagged('app', tag), leftOut: layers(count) });

  it('do not belong to the identity of an artifact', () => {
    expect(createPlan([withLayers('v1', 2)], []).batches[0]?.name).toBe(
      createPlan([tagged('app', 'v1')], []).batches[0]?.name,
    );
  });

  it('are all named where there are few artifacts, and counted where there are many', () => {
    expect(createPlan([withLayers('v1', 100)], []).batches[0]?.artifacts[0]?.leftOut).toEqual(layers(100));
    const many = Array.from({ length: 20 }, (_, at) => withLayers(`v${at}`, 7));
    expect(createPlan(many, []).batches[0]?.artifacts[0]?.leftOut).toEqual({ ...layers(5), more: 2 });
  });
});

describe('joinPlans', () => {
  const [one, two, three] = [tagged('app', 'v1'), tagged('app', 'v2'), tagged('app', 'v3')];
  const failure = { code: 'access_denied' as const, message: 'No.', nextStep: 'Give it.' };
  const unplanned = ['x:1', 'x:2'].map((artifact) => ({ artifact, failure }));

  it('a plan alone stays as it is', () => {
    const plan = { batches: [{ name: 'as it is', artifacts: [two, one] }], unplanned };
    expect(joinPlans([plan])).toBe(plan);
  });

  it('several are the plan that one call would have made', () => {
    const parts = [
      createPlan([three], unplanned.slice(0, 1)),
      createPlan([], unplanned.slice(1)),
      createPlan([one, two], []),
    ];
    expect(joinPlans(parts)).toEqual(createPlan([one, two, three], unplanned));
  });
});
