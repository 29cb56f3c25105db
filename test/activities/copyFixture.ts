import { createCommitBlob } from '../../src/activities/commitBlob';
import { createCopyBlocks } from '../../src/activities/copyBlocks';
import { createDiscardCopy } from '../../src/activities/discardCopy';
import { createInspectExportedBlob } from '../../src/activities/inspectExportedBlob';
import { createPlanCopy } from '../../src/activities/planCopy';
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
  const blob = await createInspectExportedBlob(fakes.deps)({ route: 'prod', blobName: NAME });
  const planCopy = createPlanCopy(fakes.deps);
  const { plan } = await planCopy({ route: 'prod', blob });
  const range = { first: 0, last: plan.blockCount - 1 };
  const copyBlocks = createCopyBlocks(fakes.deps);
  const commitBlob = createCommitBlob(fakes.deps);
  return {
    ...fakes,
    blob,
    plan,
    planCopy: (changes: { strategy?: 'relay' } = {}) => planCopy({ route: 'prod', blob, ...changes }),
    copyBlocks: (changes: Partial<typeof range> & { mayFallBack?: boolean } = {}) => {
      const { mayFallBack = false, ...part } = changes;
      return copyBlocks({ transferId: 't1', route: 'prod', blob, plan, range: { ...range, ...part }, mayFallBack });
    },
    commitBlob: (changes: { blob?: ExportedBlob; replaces?: string } = {}) =>
      commitBlob({ route: 'prod', blob, plan, ...changes }),
    discardCopy: () => createDiscardCopy(fakes.deps)({ route: 'prod', blob }),
  };
}
