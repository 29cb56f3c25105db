import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';
import { type Comparison, compareRegistries } from './compareRegistries';
import { connectDemo, type DemoOptions } from './connectDemo';
import { makeDemoArtifacts, referencesOf } from './demoArtifacts';
import { createProgressView } from './progressView';
import { sizeInWords } from './sizeInWords';
import type { TransferView } from '../../src/functions/http/schemas/transferView';

/** How the demo went. */
export interface DemoRun {
  status: TransferView;
  statusUrl: string;
  compared: Comparison[];
}

/**
 * Makes artifacts, pushes them to the source registry, has the app transfer them, and pulls them from the target.
 *
 * @throws Error when a step cannot be taken; a transfer that fails is not thrown, it is in the answer.
 */
export async function runDemo(platform: Platform, options: DemoOptions): Promise<DemoRun> {
  const { stream, signal } = options;
  const { endpoints } = options.stack;
  const { source, target, api, say } = connectDemo(options);

  say(`Pushing to ${endpoints.sourceRegistry}`);
  const artifacts = await makeDemoArtifacts();
  for (const artifact of artifacts) {
    await source.push(artifact);
    const size = artifact.blobs.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const tags = artifact.tags.map((tag) => `${artifact.repository}:${tag}`).join(', ');
    say(`  ${tags} (${artifact.what}, ${sizeInWords(size)})`);
    signal.throwIfAborted();
  }

  const references = referencesOf(artifacts);
  const statusUrl = await api.start({ route: STACK_NAMES.route, artifacts: references }, platform.newId());
  say(`Transferring over route ${STACK_NAMES.route}: ${statusUrl}`);
  const view = createProgressView(stream);
  const status = await api.follow(statusUrl, ({ progress }) => progress && view.show(progress));
  if (status.state === 'succeeded') view.complete();

  say(`Pulling from ${endpoints.targetRegistry}, hashing everything`);
  return { status, statusUrl, compared: await compareRegistries(references, { source, target }) };
}
