import { accountKeyGrant, dataGrant, delegatorGrant, vaultWriterGrant } from '../../../src/domain/sas/grants';

const CONTAINER = 'https://exports.blob.core.windows.net/transfers';
const SECRET = 'https://ferryvault.vault.azure.net/secrets/sas';

it('each is a command with the role and the place', () => {
  expect(vaultWriterGrant(SECRET)).toMatch(
    /az role assignment create .*"Key Vault Secrets Officer".*--name ferryvault /,
  );
  expect(delegatorGrant(CONTAINER)).toMatch(/az role assignment create .*"Storage Blob Delegator".*--name exports /);
  expect(dataGrant(CONTAINER)).toMatch(
    /"Storage Blob Data Contributor".*\/blobServices\/default\/containers\/transfers"/,
  );
  expect(accountKeyGrant(CONTAINER, SECRET)).toMatch(
    /az keyvault secret set --vault-name ferryvault --name sas .* --query '\[0\]\.value' --output tsv\)"$/,
  );
});

it('of an emulator the account is in the path', () => {
  expect(delegatorGrant('https://127.0.0.1:10000/exports/transfers')).toContain('--name exports ');
});

it('what a shell would take for more than a name stands in no command', () => {
  expect(vaultWriterGrant('https://$(id).vault.example/secrets/sas')).not.toContain('$(id)');
  expect(vaultWriterGrant('https://$(id).vault.example/secrets/sas')).toContain('<name of the vault>');
});
