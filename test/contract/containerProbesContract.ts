import type { ContainerProbes } from '../../src/domain/ports/containerProbes';
import type { RouteEnd } from '../../src/domain/route';

export interface ContainerProbesUnderTest {
  probes: ContainerProbes;
  /** Of a container. */
  end: RouteEnd;
  /** Of none. */
  without: RouteEnd;
  /** A SAS of the container that allows lists, without a question mark. */
  sas: string;
}

/** What ContainerProbes promise. */
export function describeContainerProbesContract(name: string, setUp: () => ContainerProbesUnderTest): void {
  describe(`ContainerProbes: ${name}`, () => {
    it('tell a container from none', async () => {
      const { probes, end, without } = setUp();
      expect(await probes.exists(end)).toBe(true);
      expect(await probes.exists(without)).toBe(false);
    });

    it('tell whether storage takes a SAS, in its words, and never the SAS', async () => {
      const { probes, end, sas } = setUp();
      expect(await probes.listWith(end, sas)).toEqual({ isAccepted: true });
      const refused = await probes.listWith(end, sas.replace(/sig=.*/, 'sig=forged'));
      expect(refused).toMatchObject({ isAccepted: false, words: expect.stringMatching(/failed to authenticate/) });
      expect(JSON.stringify(refused)).not.toMatch(/forged|sig=/);
    });
  });
}
