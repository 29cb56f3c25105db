import { vaultId } from '../../stackNames';
import { flag, type AzCommand, type Flags } from './azCommand';
import { signSas } from '../signSas';

const QUERY = '?api-version=7.4';

/** `az keyvault secret …`, and what makes the SAS that goes into a secret. */
export const VAULT_COMMANDS: Readonly<Record<string, AzCommand>> = {
  /** `--bypass` alone: https://learn.microsoft.com/cli/azure/keyvault#az-keyvault-update */
  async 'keyvault update'(stack, flags) {
    const path = `${vaultId()}?api-version=2022-07-01`;
    const { networkAcls } = ((await stack.manage('GET', path))?.['properties'] ?? {}) as { networkAcls?: object };
    return stack.manage('PATCH', path, {
      properties: { networkAcls: { ...networkAcls, bypass: flag(flags, 'bypass') } },
    });
  },
  /** Replaces what the object might do with secrets: https://learn.microsoft.com/cli/azure/keyvault#az-keyvault-set-policy */
  async 'keyvault set-policy'(stack, flags) {
    const path = `${vaultId()}?api-version=2022-07-01`;
    const { accessPolicies = [], tenantId } = ((await stack.manage('GET', path))?.['properties'] ?? {}) as {
      accessPolicies?: { objectId: string }[];
      tenantId?: string;
    };
    const objectId = flag(flags, 'object-id');
    const policy = { tenantId, objectId, permissions: { secrets: flags['secret-permissions'] ?? [] } };
    const others = accessPolicies.filter((one) => one.objectId !== objectId);
    return stack.manage('PATCH', path, { properties: { accessPolicies: [...others, policy] } });
  },
  'keyvault secret set': (stack, flags) =>
    stack.vault('PUT', pathOf(flags), { value: flag(flags, 'value'), attributes: attributesIn(flags) }),
  'keyvault secret set-attributes': (stack, flags) =>
    stack.vault('PATCH', pathOf(flags), { attributes: attributesIn(flags) }),
  'storage container generate-sas': (stack, flags) =>
    signSas(stack, flag(flags, 'account-name'), flag(flags, 'name'), {
      permissions: flag(flags, 'permissions'),
      expiresOn: new Date(flag(flags, 'expiry')),
      isHttpsOnly: flags['https-only'] !== undefined,
    }),
};

function pathOf(flags: Flags): string {
  return `/secrets/${flag(flags, 'name')}${QUERY}`;
}

function attributesIn(flags: Flags): Record<string, unknown> {
  const time = (name: string) => Math.floor(Date.parse(flag(flags, name)) / 1000);
  return {
    ...(flags['enabled'] && { enabled: flag(flags, 'enabled') === 'true' }),
    ...(flags['expires'] && { exp: time('expires') }),
    ...(flags['not-before'] && { nbf: time('not-before') }),
  };
}
