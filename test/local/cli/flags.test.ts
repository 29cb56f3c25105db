import path from 'node:path';
import { readFlags } from '../../../local/cli/flags';

describe('readFlags', () => {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('FERRY_LOCAL_')) delete process.env[name];
  });
  afterEach(() => {
    process.env = { ...before };
  });

  it('has a default folder, of the command or its own', () => {
    expect(readFlags([]).settings.folder).toBe(path.resolve('.local/stack'));
    expect(readFlags([], {}, '.local/demo').settings.folder).toBe(path.resolve('.local/demo'));
  });

  it('takes the flags over the environment, and the environment over the defaults', () => {
    // Prepare
    process.env['FERRY_LOCAL_FOLDER'] = '/state of the environment';
    process.env['FERRY_LOCAL_PORT_OFFSET'] = '100';

    // Act
    const { settings } = readFlags([], {}, '.local/demo');
    const flags = readFlags(['--folder', '/state of the flag', '--port-offset', '200', '--reset']);

    // Assess
    expect(settings).toMatchObject({
      folder: '/state of the environment',
      ports: { host: 7171, storage: 10110 },
    });
    expect(flags).toMatchObject({
      settings: { folder: '/state of the flag', ports: { host: 7271 } },
      reset: true,
      help: false,
    });
  });

  it("answers the command's own flags", () => {
    const own = { json: { type: 'boolean' }, attach: { type: 'string' } } as const;
    expect(readFlags(['--json', '--attach', 'http://localhost:7071'], own).own).toEqual({
      json: true,
      attach: 'http://localhost:7071',
    });
  });

  it.each([
    [['--foldr', 'x'], /'--foldr'.*--help/s],
    [['stray'], /stray.*--help/s],
    [['--port-offset', 'many'], /FERRY_LOCAL_PORT_OFFSET is "many"; expected a whole number/],
    [['--port-offset', '60000'], /FERRY_LOCAL_PORT_OFFSET is 60000.*above 65535/],
  ])('refuses %j', (args, message) => {
    expect(() => readFlags(args)).toThrow(message);
  });
});
