import { portVariable, readStackSettings } from '../../../local/stack/stackSettings';

describe('readStackSettings', () => {
  it('has defaults', () => {
    expect(readStackSettings({}, '/project')).toMatchObject({
      folder: '/project/.local/stack',
      ports: { host: 7071, sourceRegistry: 5001 },
      storageGate: false,
    });
  });

  it('moves the ports together by an offset, and one by one by a variable of each', () => {
    // Prepare
    const env = {
      FERRY_LOCAL_PORT_OFFSET: '1000',
      FERRY_LOCAL_PORT_SOURCE_REGISTRY: '5555',
      FERRY_LOCAL_STORAGE_GATE: '1',
    };

    // Act
    const settings = readStackSettings(env, '/project');

    // Assess
    expect(settings).toMatchObject({
      ports: { host: 8071, sourceRegistry: 5555, targetRegistry: 6002 },
      storageGate: true,
    });
    expect(portVariable('hostBlob')).toBe('FERRY_LOCAL_PORT_HOST_BLOB');
  });

  it('refuses a port that is none, and one that is given twice', () => {
    expect(() => readStackSettings({ FERRY_LOCAL_PORT_HOST: '0' }, '/')).toThrow('FERRY_LOCAL_PORT_HOST is "0"');
    expect(() => readStackSettings({ FERRY_LOCAL_PORT_VAULT: '7071' }, '/')).toThrow(
      'FERRY_LOCAL_PORT_HOST and FERRY_LOCAL_PORT_VAULT are both 7071',
    );
  });
});
