import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';
import type { AttachedStack } from '../stack/attachStack';
import { type Comparison, compareRegistries } from './compareRegistries';
import { identityCredential } from './identityCredential';
import { makeDemoArtifacts, referencesOf } from './demoArtifacts';
import { createProgressView, type ProgressStream } from './progressView';
import { connectRegistry } from './registryClient';
import { sizeInWords } from './sizeInWords';
import type { TransferView } from '../../src/functions/http/schemas/transferView';
import { connectFerry } from './ferryClient';

/** How the demo went. */
export interface DemoRun {
  status: TransferView;
  statusUrl: string;
  compared: Comparison[];
}

/**
 * Makes artifacts, pushes them to the source registry, has the app transfer them, and pulls them from the target.
 *
 * @param options.host the Functions host's URL. @param options.signal ends the demo early.
 * @throws Error when a step cannot be taken; a transfer that fails is not thrown, it is in the answer.
 */
export async function runDemo(
  platform: Platform,
  options: { stack: AttachedStack; host: string; key?: string; stream: ProgressStream; signal: AbortSignal },
): Promise<DemoRun> {
  const { stack, host, key, stream, signal } = options;
  const { endpoints, certificate, keys } = stack;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const connect = (endpoint: string) => connectRegistry({ endpoint, credential, ca: certificate.cert });
  const source = connect(endpoints.sourceRegistry);
  const target = connect(endpoints.targetRegistry);

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
  const api = connectFerry({ origin: host, signal, ...(key === undefined ? {} : { key }) });
  const statusUrl = await api.start({ route: STACK_NAMES.route, artifacts: references }, platform.newId());
  say(`Transferring over route ${STACK_NAMES.route}: ${statusUrl}`);
  const view = createProgressView(stream);
  const status = await api.follow(statusUrl, ({ progress }) => progress && view.show(progress));
  if (status.state === 'succeeded') view.complete();

  say(`Pulling from ${endpoints.targetRegistry}, hashing everything`);
  return { status, statusUrl, compared: await compareRegistries(references, { source, target }) };
}
