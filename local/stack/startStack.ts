import path from 'node:path';
import { startAdmin } from '../admin/startAdmin';
import { startEventGrid } from '../eventGrid/startEventGrid';
import { writeJsonFile } from '../files/jsonFile';
import { withTimers } from '../host/timedPlatform';
import { startIdentity } from '../identity/startIdentity';
import { startLogin } from '../login/startLogin';
import { CHANGED_RESOURCES, ChangedResources } from '../resourceManager/changedResources';
import { STACK_NAMES, vaultId } from '../stackNames';
import type { Platform } from '../platform';
import { startResourceManager } from '../registry/resourceManager/startResourceManager';
import { unusableFolder } from '../unusableFolder';
import type { StackPorts, StackSettings } from './stackSettings';
import { policiesIn } from '../vault/accessPolicies';
import { startVault } from '../vault/startVault';
import { makeAppSettings } from './makeAppSettings';
import { describeForClients } from './attachStack';
import { type Certificate, ensureCertificate } from './certificate';
import { assignRoles } from './provision/assignRoles';
import { createContainers } from './provision/createContainers';
import { createPipelines } from './provision/createPipelines';
import { defaultSubscriptions } from './defaultSubscriptions';
import { endpointsOf, type StackEndpoints } from './stackEndpoints';
import { ensureExportSecret } from './provision/ensureExportSecret';
import { ensureStackKeys, type StackKeys } from './stackKeys';
import { makeRoutesFile } from './makeRoutesFile';
import { requireFreePorts } from './requireFreePorts';
import { OTHER_FOLDER, takeStackFolder } from './stackFolder';
import { addressesOf, resourcesOf } from './stackResources';
import { startRegistry } from './startRegistry';
import { startHostStorage, startStorage } from './startStorage';
import { allOrFirstError, createStopList, type StopList } from './stopList';

/** Azure on this machine: everything that the app talks to, running. */
export interface Stack {
  settings: StackSettings;
  endpoints: StackEndpoints;
  certificate: Certificate;
  keys: StackKeys;
  /** The app settings that a Functions host needs. */
  appSettings: Record<string, string>;
  /** Stops everything; then another stack can use the folder. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Whether everything in the folder is deleted first. */
  reset?: boolean;
  /** Whether a Functions host is to be started on the stack's host port, which must be free then. */
  withHost?: boolean;
  /** Called with the name of each part that is ready. */
  onProgress?: (what: string) => void;
  /** Called when a part has ended although nobody stopped it. */
  onLost?: (error: Error) => void;
}

/**
 * Starts the whole stack, on the state that its folder holds.
 *
 * @throws Error naming the part that did not start and the next step; what had started is stopped then.
 */
export async function startStack(
  platform: Platform,
  settings: StackSettings,
  options: StackOptions = {},
): Promise<Stack> {
  const stops = createStopList();
  try {
    await stops.keep(takeStackFolder(settings.folder, options.reset ?? false, () => requirePorts(settings, options)));
    return { ...(await startParts(platform, settings, stops, options)), settings, stop: () => stops.stopAll() };
  } catch (error) {
    await stops.stopAll().catch(() => undefined);
    const { message } = unusableFolder(settings.folder, error, OTHER_FOLDER) ?? (error as Error);
    throw new Error(`The local stack did not start. ${message}`, { cause: error });
  }
}

function requirePorts({ ports }: StackSettings, { withHost = false }: StackOptions): Promise<void> {
  const names = Object.keys(ports) as (keyof StackPorts)[];
  return requireFreePorts(
    ports,
    names.filter((name) => withHost || name !== 'host'),
  );
}

async function startParts(
  platform: Platform,
  settings: StackSettings,
  stops: StopList,
  { onProgress = () => undefined, onLost = () => undefined }: StackOptions,
): Promise<Omit<Stack, 'settings' | 'stop'>> {
  const { folder, ports, storageGate } = settings;
  const endpoints = endpointsOf(ports);
  const resources = resourcesOf(endpoints);
  const [certificate, keys] = await Promise.all([ensureCertificate(platform, folder), ensureStackKeys(folder)]);
  const eventGrid = await stops.keep(
    startEventGrid(withTimers(platform), {
      folder: path.join(folder, 'event-grid'),
      defaults: defaultSubscriptions(endpoints, keys),
    }),
  );
  const { admin } = await stops.keep(
    startAdmin(platform, {
      ...{ port: ports.admin, folder: path.join(folder, 'admin'), storageGate, eventGrid },
      addresses: addressesOf(resources),
    }),
  );
  assignRoles(admin);
  const parts = { platform, settings, stops, certificate, keys, admin, eventGrid, onLost };
  const { cert: ca } = certificate;

  const changed = new ChangedResources(path.join(folder, 'management', CHANGED_RESOURCES));
  const secret = async (): Promise<string> => {
    const vault = {
      ...{ port: ports.vault, tls: certificate, folder: path.join(folder, 'vault'), admin, checkRoles: true },
      accessPolicies: () => policiesIn(changed.read(vaultId())),
    };
    await stops.keep(startVault(platform, vault));
    const accountKey = keys.accounts[STACK_NAMES.source.account] ?? '';
    return ensureExportSecret(platform, { endpoints, accountKey, ca });
  };
  const storage = async (): Promise<void> => {
    await startStorage(parts);
    await createContainers(platform, [endpoints.exports, endpoints.imports, endpoints.state], ca);
    onProgress('storage');
  };
  const [source, target, exportSecretUri] = await allOrFirstError([
    startRegistry('source', parts),
    startRegistry('target', parts),
    secret(),
    stops.keep(startIdentity(platform, { port: ports.identity, header: keys.identityHeader, admin })),
    storage(),
    startHostStorage(parts),
    stops.keep(startLogin(platform, { port: ports.login, tls: certificate, admin })),
  ]);
  // Runs that the last stack left unfinished go on at once: storage and vault have to be there by then.
  const management = { port: ports.arm, tls: certificate, folder: path.join(folder, 'management'), admin };
  const managed = { ...resources, eventSubscriptions: () => eventGrid.subscriptions() };
  const emulated = { registries: [source, target], resources: managed, checkRoles: true };
  await stops.keep(startResourceManager({ platform, ...management, ...emulated }));
  await createPipelines(platform, { endpoints, exportSecretUri, admin, ca });
  onProgress('registries and pipelines');

  const routesFile = path.join(folder, 'routes.json');
  writeJsonFile(routesFile, makeRoutesFile(endpoints));
  describeForClients(folder, ports);
  const { caFile } = certificate;
  const noProxy = process.env['NO_PROXY'];
  const appSettings = makeAppSettings({
    endpoints,
    routesFile,
    caFile,
    identityHeader: keys.identityHeader,
    ...(noProxy ? { noProxy } : {}),
  });
  return { endpoints, certificate, keys, appSettings };
}
