import { buffer } from 'node:stream/consumers';
import { finishedRun, putPipeline, putRun } from './armClient';
import type { TestCloud } from './testCloud';

const CONTRIBUTOR = 'Storage Blob Data Contributor';

/** Short ways to run transfers in a cloud; all names are new, so that tests may share it. */
export function transferSteps(cloud: TestCloud) {
  let count = 0;
  const fresh = (prefix: string): string => `${prefix}${String((count += 1)).padStart(5, '0')}`;

  /** Creates a pipeline whose identity may write to the container. */
  const pipeline = async (end: 'source' | 'target', options: string[] = []): Promise<string> => {
    const name = fresh('pipeline');
    const { identity } = await putPipeline(cloud, end, name, { options });
    cloud.admin.assignRole({ principalId: identity.principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    return name;
  };
  return {
    fresh,
    pipeline,
    /** Runs an export to its end. */
    exported: async (artifacts: string[], options: string[] = []) => {
      const [blob, run] = [`folder/${fresh('blob')}`, fresh('run')];
      await putRun(cloud, 'source', run, { pipeline: await pipeline('source', options), blob, artifacts });
      const { response, provisioningState } = await finishedRun(cloud, 'source', run);
      return { blob, run, response, provisioningState };
    },
    /** Runs an import to its end. */
    imported: async (blob: string, options: string[] = [], catalogDigest?: string) => {
      const run = fresh('run');
      const pin = catalogDigest === undefined ? {} : { catalogDigest };
      await putRun(cloud, 'target', run, { pipeline: await pipeline('target', options), blob, ...pin });
      return finishedRun(cloud, 'target', run);
    },
    /** Whether the image's layer is in the target, byte for byte. */
    arrived: async (repository: string, image: { layer: string; bytes: Buffer }) =>
      (await buffer(cloud.target.readBlob(repository, image.layer))).equals(image.bytes),
  };
}
