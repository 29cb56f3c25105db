import { primaryAddress } from '../primaryAddress';
import { compareTexts } from '../selection/compareTexts';
import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import type { PipelineSettings, StorageAccessMode } from './pipelineSettings';

/** A pipeline as its route describes it: all that a PUT says. */
export interface DesiredPipeline extends Omit<PipelineSettings, 'sas'> {
  readonly containerUri: string;
}

/** An identity of a pipeline, as the service shows it. */
export interface PipelineIdentity {
  /** `SystemAssigned`, `UserAssigned`, both joined by a comma, or the service's own word. */
  type: string;
  /** Of the system-assigned one. */
  principalId?: string;
  tenantId?: string;
  userAssigned: { id: string; principalId?: string; clientId?: string }[];
}

/** A pipeline as the service shows it. */
export interface ActualPipeline {
  resourceId: string;
  provisioningState?: string;
  containerUri?: string;
  storageAccessMode: StorageAccessMode | (string & {});
  secretUri?: string;
  identity?: PipelineIdentity;
  options: string[];
  /** Of an import pipeline. */
  sourceTrigger?: string;
  location?: string;
  /** Why it ended as Failed, in the service's words. */
  errorMessage?: string;
  correlationId?: string;
  retryAfterSeconds?: number;
}

/** One thing that is not as it should be; null where there is none. */
export interface PipelineDifference {
  what: 'pipeline' | 'containerUri' | 'storageAccessMode' | 'secretUri' | 'identity' | 'options' | 'sourceTrigger';
  is: string | null;
  shouldBe: string | null;
}

/** What the route says its pipeline should be; undefined where it does not say. */
export function desiredPipeline({ containerUri, pipelineSettings }: RouteEnd): DesiredPipeline | undefined {
  if (!pipelineSettings) return undefined;
  const { sas: _ofTheApp, ...settings } = pipelineSettings;
  return { containerUri: primaryAddress(containerUri), ...settings };
}

/**
 * What a PUT would change. The service writes ids, URIs and words in letter cases of its own, and leaves out what is default or empty:
 * neither is a difference.
 */
export function differenceOf(actual: ActualPipeline | undefined, desired: DesiredPipeline): PipelineDifference[] {
  if (!actual) return [{ what: 'pipeline', is: null, shouldBe: 'exists' }];
  const pairs: [PipelineDifference['what'], string | null, string | null][] = [
    ['containerUri', actual.containerUri ?? null, desired.containerUri],
    ['storageAccessMode', actual.storageAccessMode, desired.storageAccessMode],
    // With an identity the service needs no secret, and shows none, or an empty text (acr-transfer §2.2).
    ['secretUri', secretOf(actual), desired.secretUri ?? null],
    ['identity', shownIdentity(actual.identity), desired.userAssignedIdentity ?? 'SystemAssigned'],
    ['options', sorted(actual.options), sorted(desired.options)],
    ['sourceTrigger', actual.sourceTrigger ?? 'Enabled', desired.sourceTrigger ?? null],
  ];
  return pairs
    .filter(([what]) => what !== 'sourceTrigger' || desired.sourceTrigger !== undefined)
    .filter(([, is, shouldBe]) => plain(is) !== plain(shouldBe))
    .map(([what, is, shouldBe]) => ({ what, is, shouldBe }));
}

function secretOf({ storageAccessMode, secretUri }: ActualPipeline): string | null {
  return plain(storageAccessMode) === 'managedidentity' ? null : (secretUri ?? null);
}

/** Ids of user-assigned identities, and the type where there is more or less than these. */
function shownIdentity(identity: PipelineIdentity | undefined): string | null {
  if (!identity) return null;
  const ids = identity.userAssigned.map(({ id }) => id).sort(byLetters);
  return plain(identity.type) === 'userassigned' ? ids.join(', ') : [identity.type, ...ids].join(', ');
}

function sorted(options: readonly string[]): string | null {
  return options.length === 0 ? null : [...options].sort(byLetters).join(', ');
}

function byLetters(one: string, other: string): number {
  return compareTexts(one.toLowerCase(), other.toLowerCase());
}

function plain(text: string | null): string | null {
  return text === null ? null : text.replace(/\/+$/, '').toLowerCase();
}

/** Whether the service is at work on it: nothing else may be asked of it meanwhile. */
export function isChanging({ provisioningState }: ActualPipeline): boolean {
  return AT_WORK.has(provisioningState?.toLowerCase() ?? '');
}

/** Whether the service gave up on it. */
export function hasFailed({ provisioningState }: ActualPipeline): boolean {
  return GIVEN_UP.has(provisioningState?.toLowerCase() ?? '');
}

/** Words of the specification (acr-transfer §3), and what other services of Azure say there. */
const AT_WORK = new Set(['accepted', 'creating', 'updating', 'deleting', 'running', 'provisioning', 'pending']);
const GIVEN_UP = new Set(['failed', 'canceled', 'cancelled']);

/** What a pipeline is called in a sentence. */
export function pipelineWords(name: EndName, { pipeline, registryName }: RouteEnd): string {
  return `the ${name === 'source' ? 'export' : 'import'} pipeline ${pipeline} of the registry ${registryName}`;
}
