import path from 'node:path';
import { startAdmin } from '../admin/startAdmin';
import { writeJsonFile } from '../files/jsonFile';
import { startIdentity } from '../identity/startIdentity';
import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';
import { startResourceManager } from '../registry/resourceManager/startResourceManager';
import type { LocalSettings } from '../settings';
import { startVault } from '../vault/startVault';
import { appSettingsOf } from './appSettings';
import { describeForClients } from './attachStack';
import { type Certificate, ensureCertificate } from './certificate';
import { createContainers } from './createContainers';
import { createPipelines } from './createPipelines';
import { endpointsOf, type StackEndpoints } from './endpoints';
import { ensureExportSecret } from './ensureExportSecret';
import { ensureKeys, type StackKeys } from './keys';
import { routesFileOf } from './routesFile';
import { takeStackFolder } from './stackFolder';
import { startRegistry } from './startRegistry';
import { startHostStorage, startStorage } from './startStorage';
import { allOrFirstError, createStopList, type StopList } from './stopList';

/** Azure on this machine: everything that the app talks to, running. */
export interface Stack {
  settings: LocalSettings;
  endpoints: StackEndpoints;
  certificate: Certificate;
  keys: StackKeys;
  /** Every value that a Functions host has to be given. */
  appSettings: Record<string, string>;
  /** Stops everything and lets the folder go. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Clears the folder first. */
  reset?: boolean;
  /** Told what is up, a few words each. */
  onProgress?: (what: string) => void;
  /** Told when a part has ended though nobody stopped it. */
  onLost?: (error: Error) => void;
}

/**
 * Starts the whole stack; state found in its folder is taken up again.
 *
 * @throws Error saying which part did not start and what to do; everything that had started is stopped then.
 */
export async function startStack(
  settings: LocalSettings,
  platform: Platform,
  options: StackOptions = {},
): Promise<Stack> {
  const stops = createStopList();
  try {
    await stops.keep(takeStackFolder(settings.folder, options.reset ?? false));
    return { ...(await startParts(settings, platform, stops, options)), settings, stop: () => stops.stopAll() };
  } catch (error) {
    await stops.stopAll().catch(() => undefined);
    throw new Error(`The local stack did not start. ${(error as Error).message}`, { cause: error });
  }
}

async function startParts(
  settings: LocalSettings,
  platform: Platform,
  stops: StopList,
  { onProgress = () => undefined, onLost = () => undefined }: StackOptions,
): Promise<Omit<Stack, 'settings' | 'stop'>> {
  const { folder, ports, storageGate } = settings;
  const endpoints = endpointsOf(ports);
  const certificate = await ensureCertificate(folder);
  const keys = ensureKeys(folder);
  const { admin } = await stops.keep(
    startAdmin({ port: ports.admin, folder: path.join(folder, 'admin'), storageGate }),
  );
  const parts = { platform, settings, stops, certificate, keys, admin, onLost };
  const { cert: ca } = certificate;

  const secret = async (): Promise<string> => {
    const vault = { port: ports.vault, tls: certificate, folder: path.join(folder, 'vault'), admin, checkRoles: true };
    const role = 'Key Vault Secrets Officer';
    admin.assignRole({ principalId: STACK_NAMES.operatorPrincipalId, role, scope: endpoints.vault });
    await stops.keep(startVault(vault));
    const accountKey = keys.accounts[STACK_NAMES.source.account] ?? '';
    return ensureExportSecret({ endpoints, accountKey, ca });
  };
  const storage = async (): Promise<void> => {
    await startStorage(parts);
    await createContainers([endpoints.exports, endpoints.imports, endpoints.state], ca);
    onProgress('storage');
  };
  const [source, target, exportSecretUri] = await allOrFirstError([
    startRegistry('source', parts),
    startRegistry('target', parts),
    secret(),
    stops.keep(startIdentity({ port: ports.identity, header: keys.identityHeader, admin })),
    storage(),
    startHostStorage(parts),
  ]);
  // Runs that the last stack left unfinished go on at once: storage and vault have to be there by then.
  const management = { port: ports.arm, tls: certificate, folder: path.join(folder, 'management'), admin };
  await stops.keep(startResourceManager({ platform, ...management, registries: [source, target] }));
  await createPipelines({ endpoints, exportSecretUri, admin, ca });
  onProgress('registries and pipelines');

  const routesFile = path.join(folder, 'routes.json');
  writeJsonFile(routesFile, routesFileOf(endpoints));
  describeForClients(folder, ports);
  const { caFile } = certificate;
  const appSettings = appSettingsOf({ endpoints, routesFile, caFile, identityHeader: keys.identityHeader });
  return { endpoints, certificate, keys, appSettings };
}
