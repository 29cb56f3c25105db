import { randomBytes } from 'node:crypto';
import { fillRegistry } from './helpers/fillRegistry';
import { imageOf } from './helpers/images';
import { type Ferry, startFerry } from './helpers/startFerry';

const REPOSITORIES = Array.from({ length: 40 }, (_, number) => `app/r${number}`);
const VERSIONS = 50;
/** What is pushed within moments goes into one batch, so these are found among their neighbours. */
const POISONED = [1_000, 1_007, 1_014, 1_023, 1_031];
/** As many runs find one bad artifact of fifty, after the first; several in one batch take fewer each. Which are in one is up to chance. */
const RUNS_OF_ONE = 12;
const WITHIN_MS = 300_000;

/** Versions in turn, so that no repository is filled by one push after another. */
const images = Array.from({ length: VERSIONS }, (_, version) =>
  REPOSITORIES.map((repository) => imageOf(`${repository}:1.${version}`, randomBytes(100))),
).flat();
const referenceOf = ({ repository, tags }: { repository: string; tags: string[] }): string =>
  `${repository}:${tags[0]}`;
const poisoned = POISONED.flatMap((number) => images[number] ?? []);
const poisonedNames = poisoned.map(referenceOf).sort();

describe('a registry of two thousand artifacts', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ env: { FERRY_REGISTRY_READS_PER_MINUTE: '100000' } });
    await fillRegistry(ferry.stack, images);
    await Promise.all(poisoned.map(loseLayer));
    // The hard way: one bad artifact fails its run.
    await ferry.runs.setOptions('source', ['OverwriteBlobs']);
    await ferry.runs.setOptions('target', ['OverwriteTags']);
  }, WITHIN_MS);
  afterAll(() => ferry?.stop());

  const select = async (more: object = {}) => {
    const { id } = await ferry.api.select({ select: { rules: [{ repositories: ['app/**'] }] }, ...more });
    return ferry.api.reportOf(id, WITHIN_MS);
  };
  const runsOf = async () => ({
    exports: (await ferry.runs.list('source')).length,
    imports: (await ferry.runs.list('target')).length,
  });

  it(
    'is delivered but for the five that are broken, which stand alone, in the words of the service',
    async () => {
      // Act
      const report = await select();
      const { exports, imports } = await runsOf();
      const { json: failed } = await ferry.api.artifacts(report.id, '?outcome=failed');

      // Assess
      expect(report.outcome).toBe('partial');
      expect(report.totals).toMatchObject({ artifacts: 2_000, known: 0, outcomes: { delivered: 1_995, failed: 5 } });
      expect(failed?.artifacts.map(({ artifact }) => artifact)).toEqual(poisonedNames);
      for (const { artifact, failure } of failed?.artifacts ?? []) {
        expect(failure).toMatchObject({ code: 'export_run_failed', nextStep: expect.any(String) });
        expect(failure?.message).toMatch(
          new RegExp(`'${artifact}' is incomplete: its layer sha256:\\w+ is not in the registry`),
        );
      }
      const batches = report.totals?.batches ?? 0;
      expect(batches).toBeLessThanOrEqual(50);
      expect(exports).toBeLessThanOrEqual(batches + RUNS_OF_ONE * POISONED.length);
      expect(imports).toBeLessThan(exports);
      const expected = images.filter((image) => !poisoned.includes(image)).map(digestOfTag);
      expect((await tagsOfTarget()).sort()).toEqual(expected.sort());
    },
    WITHIN_MS,
  );

  it(
    'is tried again for those five only, until they are mended and there is nothing to do',
    async () => {
      // Act
      const before = await runsOf();
      const again = await select();
      const after = await runsOf();
      await fillRegistry(ferry.stack, poisoned);
      const mended = await select();
      const done = await select();
      const atTheEnd = await runsOf();

      // Assess
      expect(again).toMatchObject({
        outcome: 'failed',
        totals: { artifacts: 5, known: 1_995, outcomes: { failed: 5 } },
      });
      expect(again.artifacts.map(({ artifact }) => artifact)).toEqual(poisonedNames);
      expect(after).toMatchObject({ imports: before.imports });
      expect(mended).toMatchObject({ outcome: 'succeeded', totals: { artifacts: 5, batches: 1 } });
      expect(mended.artifacts.map(({ artifact }) => artifact)).toEqual(poisonedNames);
      expect(done).toMatchObject({ outcome: 'nothingToDo', totals: { artifacts: 0, known: 2_000 }, batches: [] });
      expect(atTheEnd).toEqual({ exports: after.exports + 1, imports: after.imports + 1 });
      expect((await tagsOfTarget()).sort()).toEqual(images.map(digestOfTag).sort());
    },
    WITHIN_MS,
  );

  it(
    'moves one artifact for one new tag, and a tag each time that it moves',
    async () => {
      // Prepare
      const versions = ['a', 'b'].map((text) => imageOf('app/r3:latest', Buffer.from(text)));
      const [a, b] = versions as [(typeof images)[number], (typeof images)[number]];
      const before = await runsOf();

      // Act and assess
      for (const version of [a, b, a]) {
        await fillRegistry(ferry.stack, [version]);
        expect(await select()).toMatchObject({
          outcome: 'succeeded',
          totals: { artifacts: 1, batches: 1, outcomes: { delivered: 1 } },
          artifacts: [
            {
              artifact: 'app/r3:latest',
              sourceDigest: version.manifest.digest,
              targetDigest: version.manifest.digest,
            },
          ],
        });
      }
      expect(await select()).toMatchObject({ outcome: 'nothingToDo' });
      expect(await runsOf()).toEqual({ exports: before.exports + 3, imports: before.imports + 3 });
    },
    WITHIN_MS,
  );

  it(
    'is drifted for a tag that is pushed again between plan and export, and moves it next time',
    async () => {
      // Prepare
      const { api, hold, held, release } = ferry;
      const [first, second] = [imageOf('app/r5:moving', randomBytes(100)), imageOf('app/r5:moving', randomBytes(100))];
      const still = imageOf('app/r6:still', randomBytes(100));
      await fillRegistry(ferry.stack, [first, still]);
      await hold('run.export.start');

      // Act
      const { id } = await api.select({ select: { rules: [{ repositories: ['app/**'] }] } });
      await held('run.export.start');
      await fillRegistry(ferry.stack, [second]);
      await release('run.export.start');
      const drifted = await api.reportOf(id);
      const next = await select();

      // Assess
      expect(drifted).toMatchObject({ outcome: 'partial', totals: { outcomes: { drifted: 1, delivered: 1 } } });
      expect(drifted.artifacts).toMatchObject([
        {
          artifact: 'app/r5:moving',
          outcome: 'drifted',
          sourceDigest: first.manifest.digest,
          failure: { code: 'tag_drifted' },
        },
        { artifact: 'app/r6:still', outcome: 'delivered' },
      ]);
      expect(next).toMatchObject({
        outcome: 'succeeded',
        artifacts: [{ artifact: 'app/r5:moving', targetDigest: second.manifest.digest }],
      });
    },
    WITHIN_MS,
  );

  async function loseLayer({ repository, blobs }: (typeof images)[number]): Promise<void> {
    const { stack } = ferry;
    const url = `${stack.endpoints.sourceRegistry}/v2/${repository}/blobs/${blobs[1]?.digest}`;
    const { status } = await stack.request(url, {
      method: 'DELETE',
      headers: { authorization: stack.login('source') },
    });
    expect(status).toBe(202);
  }

  /** `repository:tag@digest` of every tag of these repositories that the target lists. */
  async function tagsOfTarget(): Promise<string[]> {
    const { stack } = ferry;
    const headers = { authorization: stack.login('target') };
    const found: string[] = [];
    for (const repository of REPOSITORIES) {
      const url = `${stack.endpoints.targetRegistry}/acr/v1/${repository}/_tags?n=1000`;
      const { json } = await stack.request<{ tags: { name: string; digest: string }[] }>(url, { headers });
      found.push(...(json?.tags ?? []).map(({ name, digest }) => `${repository}:${name}@${digest}`));
    }
    return found;
  }
});

function digestOfTag(image: (typeof images)[number]): string {
  return `${referenceOf(image)}@${image.manifest.digest}`;
}
