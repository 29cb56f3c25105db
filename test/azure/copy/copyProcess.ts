import { stageBlocks } from '../../../src/activities/copy/stageBlocks';
import type { BlobCopy } from '../../../src/domain/ports/copyStrategy';
import { createStorageServices } from '../../../src/services/createStorageServices';
import { MACHINE } from '../../../src/services/machine';
import type { Block } from '../../../src/domain/copy/blockPlan';
import type { CopyStrategyName } from '../../../src/domain/copy/copyPlan';

/** What the process is sent once: which blocks of which blob to copy, and the SAS of both ends by their vault addresses. */
export interface CopyOrder {
  strategy: CopyStrategyName;
  copy: BlobCopy;
  blocks: Block[];
  secrets: Record<string, string>;
}

/** The copy engine in a process of its own, so that a test can kill it. */
async function run({ strategy, copy, blocks, secrets }: CopyOrder): Promise<void> {
  const noCredential = (): never => {
    throw new Error('Both ends have a SAS.');
  };
  const readSecret = async (uri: string): Promise<string> => {
    const secret = secrets[uri];
    if (secret === undefined) throw new Error(`No secret at ${uri}.`);
    return secret;
  };
  const { copyStrategies } = createStorageServices(MACHINE, noCredential, readSecret);
  const stage = await copyStrategies[strategy](copy);
  await stageBlocks(MACHINE, blocks, stage, { concurrency: 1, budgetMs: 60_000, shouldStop: async () => false });
  process.disconnect();
}

process.once('disconnect', () => process.exit(1));
process.once('message', (order) => void run(order as CopyOrder));
