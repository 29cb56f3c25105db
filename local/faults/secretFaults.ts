import { STACK_NAMES, vaultId } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import { changePipeline, describePipeline } from './changePipeline';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';
import { signSas, type SasTerms } from './signSas';
import { withVaultNamed } from './withVaultNamed';

const DAY_MS = 24 * 3_600_000;
const PATH = `/secrets/${STACK_NAMES.exportSasSecret}?api-version=7.4`;

/** What can be wrong with the secret of the export pipeline, and with the SAS in it. */
export const SECRET_FAULTS: readonly PlantedFault[] = [
  {
    ...{ check: 'vault_network', end: 'source', status: 'failed' },
    what: 'the firewall of the vault shuts trusted services out, too',
    plant: async (stack) => {
      const properties = { networkAcls: { bypass: 'None', defaultAction: 'Deny' } };
      await stack.manage('PATCH', `${vaultId()}?api-version=2022-07-01`, { properties });
    },
    mend: runFix,
  },
  withVaultNamed({
    ...{ check: 'secret_exists', end: 'source', status: 'failed' },
    what: 'somebody has deleted the secret with the SAS',
    plant: async (stack) => void (await stack.vault('DELETE', PATH)),
    mend: runFix,
  }),
  withVaultNamed({
    ...{ check: 'secret_enabled', end: 'source', status: 'failed' },
    what: 'the secret with the SAS is disabled',
    plant: (stack) => setAttributes(stack, { enabled: false }),
    mend: runFix,
  }),
  withVaultNamed({
    ...{ check: 'secret_dates', end: 'source', status: 'warning' },
    what: 'the secret has expired, though not the SAS in it',
    plant: (stack) => setAttributes(stack, { exp: Math.floor(inDays(stack, -1).getTime() / 1000) }),
    mend: runFix,
  }),
  {
    ...{ check: 'secret_version', end: 'source', status: 'warning' },
    what: 'the export pipeline names one version of the secret',
    plant: async (stack) => {
      const { id } = (await stack.vault('GET', PATH)) ?? {};
      await changePipeline(stack, 'source', { properties: { target: { keyVaultUri: id } } });
    },
    mend: async (stack, fix) => {
      const secretUri = `${stack.endpoints.vault}/secrets/${STACK_NAMES.exportSasSecret}`;
      describePipeline(stack, 'source', { storageAccessMode: 'SasToken', secretUri });
      await runFix(stack, fix);
      describePipeline(stack, 'source', undefined);
    },
  },
  sasFault('sas_form', 'warning', 'the SAS lacks its question mark', {}, (sas) => sas),
  sasFault('sas_form', 'failed', 'the SAS is in quotes', {}, (sas) => `"?${sas}"`),
  sasFault('sas_rights', 'failed', 'the SAS does not allow to write', { permissions: 'rl' }),
  sasFault('sas_rights', 'warning', 'the SAS of the exports allows to delete', { permissions: 'racwdl' }),
  sasFault('sas_scope', 'failed', 'the SAS is of one blob', { permissions: 'racw', blobName: 'one.tar' }, undefined, [
    'sas_rights',
  ]),
  sasFault('sas_protocol', 'warning', 'the SAS may be used by http', { isHttpsOnly: false }),
  sasFault('sas_addresses', 'failed', 'the SAS is taken from one address alone', { address: '10.0.0.1' }),
  sasFault('sas_times', 'failed', 'the SAS has expired', { days: -1 }),
  sasFault('sas_times', 'warning', 'the SAS ends within the month', { days: 20 }),
  withVaultNamed({
    ...sasFault('sas_container', 'failed', 'the secret holds the URL of another container with its SAS', {}),
    also: ['sas_form'],
    plant: async (stack) => put(stack, `${stack.endpoints.imports}?${await sign(stack, {})}`),
    mend: runFix,
  }),
  sasFault('sas_accepted', 'failed', 'the key that signed the SAS was changed', {}, (sas) => {
    return `?${sas.replace(/sig=[^&]*/, `sig=${encodeURIComponent(Buffer.alloc(32, 1).toString('base64'))}`)}`;
  }),
];

interface Terms extends Partial<Omit<SasTerms, 'expiresOn'>> {
  /** Until its end. */
  days?: number;
}

/** A secret that holds such a SAS. @param shape  what the secret holds of the SAS, which has no question mark */
function sasFault(
  check: string,
  status: PlantedFault['status'],
  what: string,
  terms: Terms,
  shape = (sas: string): string => `?${sas}`,
  also: readonly string[] = [],
): PlantedFault {
  return withVaultNamed({
    ...{ check, status, what, also },
    end: 'source',
    plant: async (stack) => put(stack, shape(await sign(stack, terms))),
    mend: runFix,
  });
}

function sign(stack: BrokenStack, { days = 90, ...terms }: Terms): Promise<string> {
  const { account, container } = STACK_NAMES.source;
  const usual = { permissions: 'racwl', expiresOn: inDays(stack, days), isHttpsOnly: true };
  return signSas(stack, account, container, { ...usual, ...terms });
}

async function put(stack: BrokenStack, value: string): Promise<void> {
  await stack.vault('PUT', PATH, { value });
}

async function setAttributes(stack: BrokenStack, attributes: object): Promise<void> {
  await stack.vault('PATCH', PATH, { attributes });
}

function inDays({ now }: BrokenStack, days: number): Date {
  return new Date(now() + days * DAY_MS);
}
