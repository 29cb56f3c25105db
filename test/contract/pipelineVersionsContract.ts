import type { PipelineVersions } from '../../src/domain/ports/pipelineVersions';
import type { RouteEnd } from '../../src/domain/route';

/** A cloud that can be made to know one API version alone. */
export interface PipelineVersionsUnderTest {
  versions: PipelineVersions;
  /** Its cloud profile names 2025-06-01-preview. */
  end: RouteEnd;
  knowOnly(version: string): void;
}

/** What PipelineVersions promise. */
export function describePipelineVersionsContract(name: string, setUp: () => PipelineVersionsUnderTest): void {
  describe(`PipelineVersions: ${name}`, () => {
    it('tells whether the version of the profile is known, and which ones are', async () => {
      const { versions, end, knowOnly } = setUp();
      expect(await versions.look(end)).toMatchObject({ isKnown: true });
      knowOnly('2019-12-01-preview');
      const { isKnown, supported, words } = await versions.look(end);
      expect([isKnown, supported]).toEqual([false, ['2019-12-01-preview']]);
      expect(words).toContain('NoRegisteredProviderFound');
    });
  });
}
