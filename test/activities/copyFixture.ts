import { commitBlob } from '../../src/activities/copy/commitBlob';
import { copyBlocks } from '../../src/activities/copy/copyBlocks';
import { inspectExportedBlob } from '../../src/activities/copy/inspectExportedBlob';
import { planCopy } from '../../src/activities/copy/planCopy';
import type { CopySettings } from '../../src/domain/route';
import type { BlobProperties, ExportedBlob } from '../../src/domain/copy/exportedBlob';
import { createFakes } from '../helpers/fakes';
import { COPY, SOURCE } from '../helpers/route';

export const NAME = 'prod-t1-b1.tar.gz';
export const MIB = 1024 * 1024;
/** Five blocks and a little. */
export const SIZE = 5 * MIB + 3;

/** An exported blob in the source container, planned, and the activities that copy it. */
export async function setUpCopy(properties: Partial<BlobProperties> = {}, copy: Partial<CopySettings> = {}) {
  const fakes = createFakes({ copy: { ...COPY, ...copy } });
  fakes.storage.put(SOURCE, NAME, { size: SIZE, ...properties });
  const blob = await inspectExportedBlob(fakes.deps, { transferId: 't1', blobName: NAME });
  const { plan } = await planCopy(fakes.deps, { transferId: 't1', blob });
  const range = { first: 0, last: plan.blockCount - 1 };
  return {
    ...fakes,
    blob,
    plan,
    planCopy: (changes: { strategy?: 'relay' } = {}) => planCopy(fakes.deps, { transferId: 't1', blob, ...changes }),
    copyBlocks: (changes: Partial<typeof range> & { mayFallBack?: boolean } = {}) => {
      const { mayFallBack = false, ...part } = changes;
      const asked = { transferId: 't1', blob, plan, range: { ...range, ...part }, mayFallBack };
      return copyBlocks(fakes.deps, asked);
    },
    commitBlob: (changes: { blob?: ExportedBlob; replaces?: string } = {}) =>
      commitBlob(fakes.deps, { transferId: 't1', blob, plan, ...changes }),
  };
}
