import type { Endpoints } from '../../src/domain/ports/endpoints';
import { SOURCE } from '../helpers/route';

/** URLs of an endpoint that answers, and of one that does not. */
export interface EndpointsUnderTest {
  endpoints: Endpoints;
  answers: string;
  silent: string;
}

/** What Endpoints promise. */
export function describeEndpointsContract(name: string, setUp: () => Promise<EndpointsUnderTest>): void {
  describe(`Endpoints: ${name}`, () => {
    it('tells what answers, and by which clock; and what does not, without throwing', async () => {
      const { endpoints, answers, silent } = await setUp();
      const look = await endpoints.look(answers, SOURCE.cloud);
      expect(look).toMatchObject({ answers: true, status: expect.any(Number) as number });
      expect('date' in look && Math.abs((look.date ?? 0) - Date.now())).toBeLessThan(60_000);
      expect(await endpoints.look(silent, SOURCE.cloud)).toEqual({
        answers: false,
        isDistrusted: false,
        words: expect.stringMatching(/\w/) as string,
      });
    });
  });
}
