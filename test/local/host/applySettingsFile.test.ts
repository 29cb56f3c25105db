import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applySettingsFile } from '../../../local/host/applySettingsFile';

describe('applySettingsFile', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'settings '));
  const file = path.join(folder, 'local.settings.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('adds values, and leaves what is set', async () => {
    writeFileSync(file, '\uFEFF{"Values":{"A":"1","B":"2"}}');
    const env = { B: 'mine' };
    await applySettingsFile(file, env);
    expect(env).toEqual({ A: '1', B: 'mine' });
  });

  it('takes the certificate that the process was started with, and refuses another one, naming both', async () => {
    writeFileSync(file, '{"Values":{"NODE_EXTRA_CA_CERTS":"/stack/ca.crt"}}');
    await expect(applySettingsFile(file, { NODE_EXTRA_CA_CERTS: '/stack/ca.crt' })).resolves.toBeUndefined();
    await expect(applySettingsFile(file, { NODE_EXTRA_CA_CERTS: '/own.crt' })).rejects.toThrow(
      `NODE_EXTRA_CA_CERTS is /own.crt in the environment and /stack/ca.crt in ${file}`,
    );
  });

  it.each([
    ['{"Values":{"A":1}}', /Values\.A is no string/],
    [
      '{"Values":{"NODE_EXTRA_CA_CERTS":"x"}}',
      /is not set in the environment and x in .*export NODE_EXTRA_CA_CERTS='x'/,
    ],
    ['{', /is not JSON/],
  ])('refuses %s', async (text, expected) => {
    writeFileSync(file, text);
    await expect(applySettingsFile(file, {})).rejects.toThrow(expected);
  });
});
