import fc from 'fast-check';
import { isPageOfRuns, readPlace, writePlace, type RunPlace } from '../../../src/functions/runs/runPlace';
import { SOURCE } from '../../helpers/route';

const RUNS = `${SOURCE.cloud.resourceManagerEndpoint}${SOURCE.registryId}/pipelineRuns`;

it('what was written is read, and nothing else', () => {
  const places = fc.record(
    { end: fc.constantFrom('source' as const, 'target' as const), page: fc.string(), from: fc.nat() },
    { requiredKeys: ['end'] },
  );
  fc.assert(fc.property(places, (place) => expect(readPlace(writePlace(place as RunPlace))).toEqual(place)));
  fc.assert(fc.property(fc.string(), (text) => readPlace(text) === undefined || isPlace(readPlace(text))));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = readPlace(Buffer.from(JSON.stringify(value)).toString('base64url'));
      return read === undefined || isPlace(read);
    }),
  );
});

function isPlace(place: RunPlace | undefined): boolean {
  return place?.end === 'source' || place?.end === 'target';
}

it('a page of the service is one of these runs, whatever its query and letter case', () => {
  for (const page of [`${RUNS}?$skiptoken=a%2Fb`, RUNS.toLowerCase(), RUNS.replace('azure.com', 'azure.com:443')])
    expect([page, isPageOfRuns(SOURCE, page)]).toEqual([page, true]);
});

it('no other address is, however it is built from this one', () => {
  const parts = fc.constantFrom('..', '.', '%2e%2e', '%2F', '\\', 'exportPipelines', 'r1', '/', '@', ':1', '%00', '//');
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 4 }), fc.nat(RUNS.length), (more, at) => {
      const page = RUNS.slice(0, at) + more.join('') + RUNS.slice(at);
      if (!isPageOfRuns(SOURCE, page)) return;
      // What is taken is the very address once the client has resolved it.
      const { origin, pathname } = new URL(page);
      expect(decodeURIComponent(`${origin}${pathname}`).replace(/\/+$/, '').toLowerCase()).toBe(RUNS.toLowerCase());
    }),
  );
});
