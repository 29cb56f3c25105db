import { letsGetSecrets, setPolicyCommand } from '../../../src/domain/roles/accessPolicy';

describe('access policies of a vault', () => {
  it.each([
    [{ secrets: ['Get'] }, true],
    [{ secrets: ['all'] }, true],
    [{ secrets: ['list'] }, false],
    [{ secrets: [] }, false],
    [{ secrets: ['get'], objectId: 'other' }, false],
    [{ secrets: ['get'], applicationId: 'an application that acts for it' }, false],
  ])('%j lets the identity get secrets: %s', (policy, may) => {
    expect(letsGetSecrets([{ objectId: 'OBJECT', ...policy }], 'object')).toBe(may);
  });

  it('are set by the command of the how-to, but where the name of the vault is more than text to a shell', () => {
    const command = 'az keyvault set-policy --name ferryvault --object-id o --secret-permissions get list';
    expect(setPolicyCommand('https://ferryvault.vault.example/secrets/sas', 'o', 'get list')).toBe(command);
    expect(setPolicyCommand('https://ferryvault.vault.example', 'o', 'get list')).toBe(command);
    expect(setPolicyCommand('no address', 'o', 'get')).toBeUndefined();
  });
});
