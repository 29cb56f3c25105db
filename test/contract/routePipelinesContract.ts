import { PipelineBusyError } from '../../src/domain/failures/errors';
import { differenceOf, type DesiredPipeline } from '../../src/domain/pipelines/pipeline';
import type { RoutePipelines } from '../../src/domain/ports/routePipelines';
import type { RouteEnd } from '../../src/domain/route';
import type { EndName } from '../../src/domain/runs/runFilter';
import { until } from '../local/callHttp';

/** Registries without the pipelines that the ends name. */
export interface RoutePipelinesUnderTest {
  pipelines: RoutePipelines;
  source: RouteEnd;
  target: RouteEnd;
  /** From now on the service takes its time with changes, or does them at once. */
  slow(isSlow: boolean): void;
}

const IDENTITY =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ferry';

/** What RoutePipelines promise. */
export function describeRoutePipelinesContract(name: string, setUp: () => Promise<RoutePipelinesUnderTest>): void {
  describe(`RoutePipelines: ${name}`, () => {
    async function begin(end: EndName) {
      const under = await setUp();
      const at = under[end];
      const desired = (changes: Partial<DesiredPipeline> = {}): DesiredPipeline => ({
        ...{ containerUri: at.containerUri, storageAccessMode: 'ManagedIdentity', options: ['ContinueOnErrors'] },
        ...(end === 'target' && { sourceTrigger: 'Disabled' as const }),
        ...changes,
      });
      const put = async (wanted: DesiredPipeline) =>
        under.pipelines.put(end, at, wanted, await under.pipelines.find(end, at));
      return { ...under, at, desired, put, find: () => under.pipelines.find(end, at) };
    }

    describe.each(['source', 'target'] as const)('%s', (end) => {
      it('is not there, is made as it should be, and is found so', async () => {
        const { desired, put, find, at } = await begin(end);
        expect(await find()).toBeUndefined();
        const made = await put(desired());
        expect([differenceOf(made, desired()), made.provisioningState]).toEqual([[], 'Succeeded']);
        const found = await find();
        expect(differenceOf(found, desired())).toEqual([]);
        expect(found?.resourceId.toLowerCase()).toMatch(new RegExp(`${at.pipeline}$`, 'i'));
        expect(found?.identity).toMatchObject({
          type: 'SystemAssigned',
          principalId: expect.stringMatching(/^[\da-f-]{36}$/),
        });
        expect(found?.secretUri).toBeUndefined();
      });

      it('is replaced as a whole, and keeps its principal; the same again changes nothing', async () => {
        const { desired, put, find } = await begin(end);
        const before = await put(desired());
        const secretUri = 'https://vault.example/secrets/sas';
        const changed = desired({ storageAccessMode: 'SasToken', secretUri, options: [] });
        await put(changed);
        const found = await find();
        expect(differenceOf(found, changed)).toEqual([]);
        expect(found?.options).toEqual([]);
        expect(found?.identity?.principalId).toBe(before.identity?.principalId);
        await put(changed);
        expect(differenceOf(await find(), changed)).toEqual([]);
        expect(differenceOf(await find(), desired()).map(({ what }) => what)).toEqual([
          ...['storageAccessMode', 'secretUri', 'options'],
        ]);
      });

      it('has the identity that it is given', async () => {
        const { desired, put, find } = await begin(end);
        const wanted = desired({ userAssignedIdentity: IDENTITY });
        await put(wanted);
        const found = await find();
        expect(differenceOf(found, wanted)).toEqual([]);
        expect(found?.identity?.userAssigned).toEqual([expect.objectContaining({ principalId: expect.any(String) })]);
        expect(differenceOf(found, desired()).map(({ what }) => what)).toEqual(['identity']);
      });

      it('is deleted, and no other one; twice is once', async () => {
        const { pipelines, desired, put, find, at } = await begin(end);
        const other = { ...at, pipeline: `${at.pipeline}other` };
        await put(desired());
        await pipelines.put(end, other, desired(), undefined);
        await pipelines.remove(end, at);
        await pipelines.remove(end, at);
        expect(await find()).toBeUndefined();
        expect(await pipelines.find(end, other)).toBeDefined();
        await pipelines.remove(end, other);
      });

      it('takes no other change or removal while the service is at work on it', async () => {
        const { pipelines, slow, desired, put, find, at } = await begin(end);
        slow(true);
        expect((await put(desired())).provisioningState).toBe('Creating');
        await expect(put(desired({ options: [] }))).rejects.toBeInstanceOf(PipelineBusyError);
        await expect(pipelines.remove(end, at)).rejects.toBeInstanceOf(PipelineBusyError);
        await until(async () => (await find())?.provisioningState === 'Succeeded');
        expect((await put(desired({ options: [] }))).provisioningState).toBe('Updating');
        await until(async () => (await find())?.provisioningState === 'Succeeded');
        await pipelines.remove(end, at);
        expect((await find())?.provisioningState).toBe('Deleting');
        await until(async () => (await find()) === undefined);
        slow(false);
      });
    });

    it('a pipeline of that name of the other kind is another one', async () => {
      const { pipelines, source, desired, put } = await begin('source');
      await put(desired());
      expect(await pipelines.find('target', source)).toBeUndefined();
    });
  });
}
