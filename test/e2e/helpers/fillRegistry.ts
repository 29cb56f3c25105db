import https from 'node:https';
import type { Content, DemoArtifact } from '../../../local/demo/demoArtifacts';
import type { LocalStack } from './startLocalStack';

const AT_ONCE = 16;

/**
 * Pushes many artifacts to the source registry, each blob and each manifest with one request.
 *
 * @throws Error with the first answer that is not 201
 */
export async function fillRegistry(stack: LocalStack, artifacts: readonly DemoArtifact[]): Promise<void> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: AT_ONCE, ca: stack.certificate.cert });
  const send = (method: string, resource: string, { bytes, mediaType }: Content): Promise<void> => {
    const headers = { authorization: stack.login('source'), 'content-type': mediaType, 'content-length': bytes.length };
    const url = `${stack.endpoints.sourceRegistry}/v2/${resource}`;
    return new Promise((resolve, reject) => {
      const outgoing = https.request(url, { method, agent, headers }, (answer) => {
        answer.resume();
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 201) resolve();
          else reject(new Error(`${method} ${resource} answered ${answer.statusCode}.`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  };
  const push = async ({ repository, tags, blobs, children, manifest }: DemoArtifact): Promise<void> => {
    for (const blob of blobs) await send('POST', `${repository}/blobs/uploads/?digest=${blob.digest}`, blob);
    for (const child of children) await send('PUT', `${repository}/manifests/${child.digest}`, child);
    for (const tag of tags) await send('PUT', `${repository}/manifests/${tag}`, manifest);
  };
  const left = [...artifacts];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await push(next);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    agent.destroy();
  }
}
