import { STACK_NAMES } from '../../../local/stackNames';
import { readStackSettings } from '../../../local/stack/stackSettings';
import { makeAppSettings } from '../../../local/stack/makeAppSettings';
import { endpointsOf } from '../../../local/stack/stackEndpoints';
import { makeRoutesFile } from '../../../local/stack/makeRoutesFile';
import { loadAppSettings } from '../../../src/settings/loadAppSettings';
import { loadRoutes } from '../../../src/settings/routes/loadRoutes';

const endpoints = endpointsOf(readStackSettings({}, '/').ports);

describe('what the stack gives the app', () => {
  it('are app settings that the app takes', () => {
    const values = makeAppSettings({
      endpoints,
      routesFile: '/local stack/routes.json',
      caFile: '/local stack/tls/ca.crt',
      identityHeader: 'header',
    });
    expect(loadAppSettings(values)).toMatchObject({
      routesLocation: '/local stack/routes.json',
      state: { containerUri: 'https://127.0.0.1:10010/ferrystate/acr-ferry' },
      polling: { firstSeconds: 1, maxSeconds: 2 },
    });
  });

  it('are such settings in a folder of any name, too, and name the hosts that need no proxy', () => {
    const folder = '/local #stack? 100% é';
    const values = makeAppSettings({
      endpoints,
      routesFile: `${folder}/routes.json`,
      caFile: `${folder}/tls/ca.crt`,
      identityHeader: 'header',
      noProxy: '127.0.0.1,localhost',
    });
    expect(values['NO_PROXY']).toBe('127.0.0.1,localhost');
    expect(loadAppSettings(values)).toMatchObject({ routesLocation: `${folder}/routes.json` });
  });

  it('is a routes file in which the app finds no mistake', () => {
    const { routes, mistakes } = loadRoutes(JSON.stringify(makeRoutesFile(endpoints)));
    expect(mistakes).toEqual([]);
    expect(routes.get(STACK_NAMES.route)).toMatchObject({
      source: { registryName: 'ferrysource', containerUri: endpoints.exports, pipeline: 'exportferry' },
      target: { registryName: 'ferrytarget', containerUri: endpoints.imports, pipeline: 'importferry' },
    });
  });
});
