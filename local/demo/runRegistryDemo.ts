import type { TransferView } from '../../src/functions/http/schemas/transferView';
import type { Platform } from '../platform';
import { STACK_NAMES } from '../stackNames';
import { connectDemo, type DemoOptions } from './connectDemo';
import type { DemoArtifact } from './demoArtifacts';
import { findOverlap } from './overlap';
import { makeRegistryArtifacts } from './registryArtifacts';
import type { RegistryClient } from './registryClient';

/** How the demo of a whole registry went. */
export interface RegistryDemoRun {
  pushed: number;
  first: TransferView;
  second: TransferView;
  /** What the target does not have as it was pushed. */
  missing: string[];
  /** The most batches that were at work at once. */
  mostAtOnce: number;
}

const AT_ONCE = 6;
const SHOWN_BATCHES = 3;
const SELECT = { rules: [{ repositories: ['app/**', 'base/**', 'tools/**'] }] };

/**
 * Fills the source registry with some 300 artifacts, has the app transfer what is new, twice, and compares the target.
 *
 * @throws Error when a step cannot be taken; a transfer that fails is in the answer.
 */
export async function runRegistryDemo(platform: Platform, options: DemoOptions): Promise<RegistryDemoRun> {
  const { host, key, signal } = options;
  const { endpoints } = options.stack;
  const { source, target, api, say } = connectDemo(options);

  const artifacts = await makeRegistryArtifacts();
  say(`Pushing ${artifacts.length} artifacts to ${endpoints.sourceRegistry}`);
  await pushAll(source, artifacts, signal);

  const request = { route: STACK_NAMES.route, select: SELECT };
  say(`\nPlan of what is new (a dry run: nothing moves)`);
  const planned = await api.follow(await api.start({ ...request, dryRun: true }, platform.newId()), () => undefined);
  const { plan, planUrl } = planned;
  if (!plan || planUrl === undefined) throw new Error(`The dry run ended as ${planned.state}, without a plan.`);
  say(`  ${plan.artifacts} artifacts in ${plan.batches} batches; ${plan.known} known, ${plan.skipped} skipped`);
  const batches = new Map<string, string[]>();
  for (const { artifact, batch } of await api.planOf(new URL(planUrl, host).href)) {
    batches.set(batch, [...(batches.get(batch) ?? []), artifact]);
  }
  for (const [batch, names] of [...batches].slice(0, SHOWN_BATCHES)) {
    say(`  batch ${batch.slice(0, 12)}: ${names.slice(0, 3).join(', ')}, and ${Math.max(names.length - 3, 0)} more`);
  }
  if (batches.size > SHOWN_BATCHES) say(`  and ${batches.size - SHOWN_BATCHES} batches more`);

  say('\nFirst transfer: batches at work');
  const firstUrl = await api.start(request, platform.newId());
  let mostAtOnce = 0;
  let shown = '';
  let looking: Promise<void> = Promise.resolve();
  const look = async (id: string, finished: number): Promise<void> => {
    const { exporting, copying, importing, verifying } = await findOverlap(host, id, key);
    mostAtOnce = Math.max(mostAtOnce, exporting + copying + importing + verifying);
    const line = `  ${exporting} exporting, ${copying} copying, ${importing} importing, ${verifying} verifying; ${finished} of ${plan.batches} done`;
    if (line !== shown) say(line);
    shown = line;
  };
  const first = await api.follow(firstUrl, ({ id, progress }) => {
    if (!progress?.batchCounts) return;
    const { finished } = progress.batchCounts;
    looking = looking.then(() => look(id, finished)).catch(() => undefined);
  });
  await looking;
  say(`  ${first.state}: ${first.report?.totals?.outcomes.delivered ?? 0} artifacts delivered and verified`);

  say('\nSecond transfer: what is new since');
  const second = await api.follow(await api.start(request, platform.newId()), () => undefined);
  const { artifacts: moved = 0, known = 0 } = second.report?.totals ?? {};
  say(`  ${second.state}: ${moved} artifacts to move, ${known} known to be there`);

  say(`\nComparing every digest with ${endpoints.targetRegistry}`);
  const missing = await missingAt(target, artifacts);
  return { pushed: artifacts.length, first, second, missing, mostAtOnce };
}

/** Whether everything arrived, and nothing was moved again. */
export function isWhole({ pushed, first, second, missing }: RegistryDemoRun): boolean {
  const isDelivered = first.state === 'succeeded' && first.report?.totals?.outcomes.delivered === pushed;
  return isDelivered && missing.length === 0 && second.state === 'nothingToDo';
}

/** Signatures after what they refer to. */
async function pushAll(source: RegistryClient, artifacts: readonly DemoArtifact[], signal: AbortSignal): Promise<void> {
  const isImage = ({ tags }: DemoArtifact): boolean => tags.length > 0;
  await eachOf(artifacts.filter(isImage), AT_ONCE, async (artifact) => {
    signal.throwIfAborted();
    await source.push(artifact);
  });
  await eachOf(
    artifacts.filter((one) => !isImage(one)),
    1,
    (artifact) => source.push(artifact),
  );
}

async function missingAt(target: RegistryClient, artifacts: readonly DemoArtifact[]): Promise<string[]> {
  const missing: string[] = [];
  await eachOf(artifacts, AT_ONCE, async ({ repository, tags, manifest }) => {
    const references =
      tags.length > 0 ? tags.map((tag) => `${repository}:${tag}`) : [`${repository}@${manifest.digest}`];
    for (const reference of references) {
      const found = await target.digestOf(reference).catch(() => undefined);
      if (found !== manifest.digest) missing.push(reference);
    }
  });
  return missing;
}

async function eachOf<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
