import { createHash } from 'node:crypto';
import type { ArrivedBlob } from './arrivals/arrivedBlob';

/**
 * The id of a transfer, which is also the id of its orchestration: `t` and 32 hexadecimal digits.
 *
 * @param key  the Idempotency-Key, or a random text: the same key always gives the same id
 */
export function transferIdFor(key: string): string {
  return `t${hash('transfer', key)}`;
}

/** The id of the transfer that a due time of a schedule starts. No Idempotency-Key gives the same. @param due  ISO 8601, UTC */
export function scheduledTransferId(route: string, schedule: string, due: string): string {
  return `t${hash('schedule', route, schedule, due)}`;
}

/** The id of a transfer that somebody starts by a schedule. @param key  as in transferIdFor: each schedule has its own keys */
export function scheduleRunId(route: string, schedule: string, key: string): string {
  return `t${hash('scheduleRun', route, schedule, key)}`;
}

/** The id of a transfer that pushes start. @param key  a random text */
export function pushTransferId(route: string, key: string): string {
  return `t${hash('push', route, key)}`;
}

/**
 * The id of the transfer that imports a blob that arrived: one for each content.
 *
 * @param container  the one address of the container that all its aliases share
 */
export function arrivalTransferId(container: string, { name, size, contentMd5, etag = '' }: ArrivedBlob): string {
  return `t${hash('arrival', container, name, String(size), contentMd5 ?? `etag ${etag}`)}`;
}

/** The id of a rebuild of a ledger, which is also the id of its orchestration. @param key  a random text */
export function rebuildIdFor(key: string): string {
  return `rebuild-${hash('rebuild', key)}`;
}

/**
 * The id of a cleanup, which is also the id of its orchestration: `cleanup-`, its time and a hash.
 *
 * @param at   milliseconds since 1970
 * @param key  the same key at the same time always gives the same id
 */
export function cleanupIdFor(at: number, key: string): string {
  return timedId('cleanup', at, key);
}

/** Whether a text has the form of a cleanup's id, with a time that there is. */
export function isCleanupId(text: string): boolean {
  return /^cleanup-\d{8}T\d{9}Z-[0-9a-f]{8}$/.test(text) && !Number.isNaN(cleanupTime(text));
}

/** The time that the id of a cleanup carries, in milliseconds since 1970. */
export function cleanupTime(id: string): number {
  return timeOfId(id);
}

/** The id of a sweep: `sweep-`, its time and a hash. @param at  milliseconds since 1970 @param key  a random text */
export function sweepIdFor(at: number, key: string): string {
  return timedId('sweep', at, key);
}

/** Whether a text has the form of a sweep's id, with a time that there is. */
export function isSweepId(text: string): boolean {
  return /^sweep-\d{8}T\d{9}Z-[0-9a-f]{8}$/.test(text) && !Number.isNaN(timeOfId(text));
}

/** The time that the id of a sweep carries, in milliseconds since 1970. */
export function sweepTime(id: string): number {
  return timeOfId(id);
}

function timedId(kind: 'cleanup' | 'sweep', at: number, key: string): string {
  const time = new Date(at).toISOString().replace(/[-:.]/g, '');
  return `${kind}-${time}-${hash(kind, key).slice(0, 8)}`;
}

function timeOfId(id: string): number {
  const iso = id.replace(/^[a-z]+-(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)(\d{3})Z-.*$/, '$1-$2-$3:$4:$5.$6Z');
  return Date.parse(iso);
}

const CANARY = 'c0a1c0a1';

/**
 * The id of the transfer that carries a canary. It begins so that an event of its blob is known without asking the store.
 *
 * @param key  a random text
 */
export function canaryTransferId(route: string, key: string): string {
  return `t${CANARY}${hash('canary', route, key).slice(CANARY.length)}`;
}

/** Whether `canaryTransferId` may have made an id; one in four billion others looks the same. */
export function mayBeOfCanary(transferId: string): boolean {
  return transferId.startsWith(`t${CANARY}`);
}

/** Whether a text has the form of a transfer's id. */
export function isTransferId(text: string): boolean {
  return /^t[0-9a-f]{32}$/.test(text);
}

/**
 * The id of the orchestration of a batch.
 *
 * @param life  tells it from that of an earlier orchestration of the transfer, which may still run
 */
export function batchInstanceId(transferId: string, batch: string, life?: string): string {
  return `${transferId}${life === undefined ? '' : `-${life}`}-b-${batch}`;
}

/** The id of the orchestration that runs batches of a transfer one after another. */
export function batchLaneInstanceId(transferId: string, lane: number, life?: string): string {
  return `${transferId}${life === undefined ? '' : `-${life}`}-l-${lane}`;
}

/** The name of a pipeline run, 5–50 alphanumerics (acr-transfer §1): a letter and a hash, so that a repeated PUT is the same run. */
export function pipelineRunName(kind: 'export' | 'import', transferId: string, batch: string, attempt: number): string {
  return `${kind === 'export' ? 'e' : 'i'}${hash(kind, transferId, batch, String(attempt))}`;
}

/** The name of the exported blob. It carries the transfer id, so no transfer ever finds the blob of another one. */
export function blobNameFor(route: string, transferId: string, batch: string): string {
  return `${route}-${transferId}-${batch.slice(0, 12)}.tar.gz`;
}

/** The name of the sidecar that describes a blob. */
export function manifestNameFor(blobName: string): string {
  return `${blobName}${MANIFEST}`;
}

const MANIFEST = '.manifest.json';

/** Whether a blob is the sidecar of another one. */
export function isManifestName(name: string): boolean {
  return name.endsWith(MANIFEST);
}

/** The name of the blob that a sidecar describes. */
export function blobNameOfManifest(manifest: string): string {
  return manifest.slice(0, -MANIFEST.length);
}

/** What the name of a blob, or of its sidecar, tells. */
export interface BlobNameParts {
  route: string;
  transferId: string;
  /** The first digits of the batch's name. */
  batch: string;
  isManifest: boolean;
}

/** Reads a name that `blobNameFor` or `manifestNameFor` has made; undefined for any other one. */
export function parseBlobName(name: string): BlobNameParts | undefined {
  const found =
    /^([a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)-(t[0-9a-f]{32})-([0-9a-f]{12})\.tar\.gz(\.manifest\.json)?$/.exec(name);
  const [, route = '', transferId = '', batch = '', manifest] = found ?? [];
  return found ? { route, transferId, batch, isManifest: manifest !== undefined } : undefined;
}

/** Whether the service made up the name of a run: only those have an underscore, no caller may choose one (acr-transfer §1) [INF]. */
export function isRegistryRunName(name: string): boolean {
  return name.includes('_');
}

/** Whether `pipelineRunName` may have made a name. */
export function isOwnRunName(kind: 'export' | 'import' | 'any', name: string): boolean {
  const letters = { export: 'e', import: 'i', any: '[ei]' };
  return new RegExp(`^${letters[kind]}[0-9a-f]{32}$`).test(name);
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
