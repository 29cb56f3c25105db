import { createToken } from '../../identity/createToken';
import { STACK_NAMES } from '../../stackNames';
import type { Platform } from '../../platform';
import { callService } from './callService';
import { AUDIENCES, type StackEndpoints } from '../stackEndpoints';

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME_DAYS = 365;
const RENEW_DAYS = 7;

/**
 * Puts the SAS token that the export pipeline writes with into the vault, unless the one there is valid for another
 * week. Returns the secret's URI.
 *
 * It is what the service's how-to asks for: a container SAS (read, add, create, write, list), with its leading `?`.
 */
export async function ensureExportSecret(
  platform: Platform,
  options: { endpoints: StackEndpoints; accountKey: string; ca: string },
): Promise<string> {
  const { endpoints, accountKey, ca } = options;
  const token = createToken(platform, { audience: AUDIENCES.vault, principalId: STACK_NAMES.operatorPrincipalId });
  const uri = `${endpoints.vault}/secrets/${STACK_NAMES.exportSasSecret}`;
  const url = `${uri}?api-version=7.4`;
  const found = await callService({ method: 'GET', url, token, ca, accept: 404 });
  const { exp = 0 } = (found?.['attributes'] ?? {}) as { exp?: number };
  if (exp * 1000 - platform.now() > RENEW_DAYS * DAY) return uri;
  const expiresOn = new Date(platform.now() + LIFETIME_DAYS * DAY);
  const body = {
    value: `?${await containerSas(accountKey, expiresOn)}`,
    attributes: { exp: Math.floor(expiresOn.getTime() / 1000) },
  };
  await callService({ method: 'PUT', url, token, ca, body });
  return uri;
}

async function containerSas(accountKey: string, expiresOn: Date): Promise<string> {
  // Loaded only here: it takes longer than all the rest of a start, and most starts find the secret made.
  const { ContainerSASPermissions, generateBlobSASQueryParameters, SASProtocol, StorageSharedKeyCredential } =
    await import('@azure/storage-blob');
  const { account, container } = STACK_NAMES.source;
  const credential = new StorageSharedKeyCredential(account, accountKey);
  const permissions = ContainerSASPermissions.parse('racwl');
  const values = { containerName: container, permissions, expiresOn, protocol: SASProtocol.Https };
  return generateBlobSASQueryParameters(values, credential).toString();
}
