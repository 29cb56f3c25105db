import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CleanupView } from '../../src/functions/http/schemas/cleanupView';
import type { TransferView } from '../../src/functions/http/schemas/transferView';
import { type Comparison, compareRegistries, matches } from './compareRegistries';
import { connectDemo, type ConnectedDemo, type DemoOptions } from './connectDemo';
import { type DemoArtifact, image, referencesOf, tagged } from './demoArtifacts';
import { handCarry } from './handCarry';
import { HANDS_OFF } from './handsOffRoutes';

/** How the demo of what starts by itself went. */
export interface HandsOffRun {
  /** All transfers that started, oldest first, as they ended. */
  transfers: TransferView[];
  cleanup: CleanupView;
  compared: Comparison[];
}

const REFERENCES = ['pushed/app:1.0', 'pushed/app:1.1', 'nightly/report:1.0', 'carried/tool:1.0'];
const CARRIED = 'carried/tool:1.0';
const LOOK_EVERY_MS = 1_000;
/** The app's timer looks every minute. */
const PATIENCE_MS = 240_000;

/**
 * Pushes images, carries the blob of one by hand, and waits for what starts by itself; then cleans up and compares the target.
 *
 * @throws Error when a step cannot be taken; what did not start or arrive in time is in the answer.
 */
export async function runHandsOffDemo(options: DemoOptions): Promise<HandsOffRun> {
  const { stack, signal } = options;
  const demo = connectDemo(options);
  const { source, target, api, say } = demo;

  say(`Pushing to ${stack.endpoints.sourceRegistry}; from now on nobody asks the app for a transfer`);
  const artifacts = await makeArtifacts();
  for (const artifact of artifacts) {
    signal.throwIfAborted();
    await source.push(artifact);
    say(`  ${referencesOf([artifact]).join(', ')}`);
  }

  say("Waiting for what starts by itself; the app's timer looks every minute");
  const transfers = await watch(demo, stack, signal);

  say('\nCleaning up: POST /api/cleanup');
  const cleanup = await api.cleanUp();
  say(`  ${cleanup.state}`);
  for (const { outcome, count, kind, why } of cleanup.summary ?? []) say(`  ${outcome} ${count} × ${kind}: ${why}`);

  say(`\nPulling from ${stack.endpoints.targetRegistry}, hashing everything`);
  const compared = await compareRegistries(REFERENCES, { source, target });
  for (const one of compared)
    say(`  ${one.artifact}  ${matches(one) ? `${one.targetDigest}` : (one.problem ?? 'NOT THE SAME')}`);
  return { transfers, cleanup, compared };
}

/** Whether each kind of start was seen and ended well, the cleanup did something, and all is in the target. */
export function isHandsOff({ transfers, cleanup, compared }: HandsOffRun): boolean {
  const starters = startersOf(transfers);
  const areSeen = ['imagePushed', 'blobCreated', `schedule ${HANDS_OFF.schedule}`].every((one) =>
    starters.includes(one),
  );
  const isClean = (cleanup.summary ?? []).some(({ outcome, count }) => outcome === 'removed' && count > 0);
  return areSeen && cleanup.state === 'succeeded' && isClean && compared.length > 0 && compared.every(matches);
}

/** What started transfers that ended well, each once. */
export function startersOf(transfers: readonly TransferView[]): string[] {
  const good = transfers.filter(({ state }) => state === 'succeeded' || state === 'exported');
  return [...new Set(good.flatMap(({ report }) => (report ? [report.startedBy.name] : [])))];
}

/** Tells of each transfer that appears, and carries what was exported, until every image is in the target or patience ends. */
async function watch(
  { api, source, target, say }: ConnectedDemo,
  stack: DemoOptions['stack'],
  signal: AbortSignal,
): Promise<TransferView[]> {
  const ended: TransferView[] = [];
  const known = new Set<string>();
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    for (const { id } of (await api.transfers()).reverse()) {
      if (known.has(id)) continue;
      known.add(id);
      const view = await api.follow(api.statusUrlOf(id), () => undefined);
      ended.push(view);
      const { report, state } = view;
      const { artifacts = [], startedBy, route = '' } = report ?? {};
      say(
        `  started by ${startedBy?.name} on ${route}: ${state} ${artifacts.map(({ artifact }) => artifact).join(', ')}`,
      );
      if (route !== HANDS_OFF.gap) continue;
      for (const { blob, toCarry } of report?.batches ?? []) {
        if (!blob || !toCarry) continue;
        say(`  carrying by hand: ${stack.endpoints.imports}/${await handCarry(stack, blob, HANDS_OFF.prefix)}`);
      }
    }
    const arrived = await Promise.all(REFERENCES.map((one) => isSame(one, source, target)));
    const isOver = (await api.transfers()).every(({ id }) => known.has(id));
    if (arrived.every(Boolean) && isOver) break;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  return ended;
}

async function isSame(reference: string, ...registries: ConnectedDemo['source'][]): Promise<boolean> {
  const digests = await Promise.all(registries.map((one) => one.digestOf(reference).catch(() => undefined)));
  return digests[0] !== undefined && new Set(digests).size === 1;
}

function makeArtifacts(): Promise<DemoArtifact[]> {
  return Promise.all(
    REFERENCES.map(async (reference) => {
      const [repository = '', tag = ''] = reference.split(':');
      const what = reference === CARRIED ? 'for a courier' : 'an image';
      return tagged(what, repository, [tag], await image('amd64', 'random.bin', randomBytes(100_000)));
    }),
  );
}
