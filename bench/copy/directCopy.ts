import { readFile } from 'node:fs/promises';
import { stageBlocks } from '../../src/activities/copy/stageBlocks';
import { createAppCredential, createCredentialFor } from '../../src/azure/identity/credentials';
import { allBlocks, missingBlocks } from '../../src/domain/copy/blockPlan';
import { createCopyPlan, type CopyStrategyName } from '../../src/domain/copy/copyPlan';
import { createStorageServices } from '../../src/services/createStorageServices';
import { MACHINE } from '../../src/services/machine';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';

const HOUR_MS = 3_600_000;

/** The app's copy without its orchestrations: the same plan, strategies and commit, with the same defaults. */
export interface DirectCopy {
  /** Small blobs to copy at once: as many as one activity has blocks in flight. */
  blobsAtOnce: number;
  /** Blocks in flight of a large blob, over all lanes. */
  blocksOfAllLanes: number;
  /** @param blocksAtOnce blocks in flight; those of one activity when absent. */
  copy(name: string, blocksAtOnce?: number): Promise<void>;
}

/** @throws Error when the routes file has no such route */
export async function connectDirectCopy(
  routesFile: string,
  routeName: string,
  strategy: CopyStrategyName,
): Promise<DirectCopy> {
  const { routes, mistakes } = loadRoutes(await readFile(routesFile, 'utf8'));
  const { source, target, copy } = routes.get(routeName) ?? {};
  if (!source || !target || !copy)
    throw new Error(`${routesFile} has no usable route "${routeName}": ${JSON.stringify(mistakes)}`);

  const readSecret = (): Promise<string> =>
    Promise.reject(new Error('The routes of the bench name no secret, so none can be read.'));
  const credentialFor = createCredentialFor(createAppCredential(undefined), readSecret);
  const { blobs, blockLists, copyStrategies } = createStorageServices(MACHINE, credentialFor, readSecret);
  const concurrency = strategy === 'relay' ? copy.relayConcurrency : copy.concurrency;

  return {
    blobsAtOnce: concurrency,
    blocksOfAllLanes: concurrency * copy.lanes,
    async copy(name, blocksAtOnce = concurrency) {
      const found = await blobs.head(source, name);
      if (!found?.contentMd5) throw new Error(`${source.containerUri}/${name} does not exist, or has no Content-MD5.`);
      const blob = { ...found, name, contentMd5: found.contentMd5 };
      const plan = createCopyPlan(blob.size, copy, strategy);
      const blocks = allBlocks(plan, blob.etag);
      const staged = await blockLists.staged(target, name);
      const missing = missingBlocks(blocks, staged);
      const stage = await copyStrategies[strategy]({ source, target, blob });
      const { complete } = await stageBlocks(MACHINE, missing, stage, {
        concurrency: blocksAtOnce,
        budgetMs: HOUR_MS,
        shouldStop: () => Promise.resolve(false),
      });
      if (!complete) throw new Error(`${target.containerUri}/${name}: some blocks were not copied within an hour.`);
      const ids = blocks.map(({ id }) => id);
      await blockLists.commit(target, name, ids, blob);
    },
  };
}
