import type { StateProbe } from '../../src/domain/ports/stateProbe';

/** A container of its own, and one that is not there. */
export interface StateProbeUnderTest {
  probe: StateProbe;
  refused: StateProbe;
  /** Names of what is left in the container. */
  left(): Promise<string[]>;
}

/** What StateProbe promises. */
export function describeStateProbeContract(name: string, setUp: () => Promise<StateProbeUnderTest>): void {
  describe(`StateProbe: ${name}`, () => {
    it('leaves nothing behind, and throws where the container does not take it', async () => {
      const { probe, refused, left } = await setUp();
      await probe.probe();
      expect(await left()).toEqual([]);
      await expect(refused.probe()).rejects.toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/) as string });
    });
  });
}
