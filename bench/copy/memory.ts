import { markdownTable } from '../measure/table';
import { createArena } from './arena';
import { engineContestant } from './field';
import { startRig } from './rig';
import { measure } from './round';
import { writeBlobs } from './sources';

const MIB = 1024 * 1024;
const SIZES_MIB = [100, 1024, 2048];

/** The relay's peak memory over blobs of different sizes. */
export async function measureMemory(folder: string, say: (text: string) => void): Promise<string> {
  const rows: string[][] = [];
  for (const mebibytes of SIZES_MIB) {
    const rig = await startRig(folder);
    try {
      const container = rig.client('source').getContainerClient('memory');
      const blobs = await writeBlobs(container, 1, mebibytes * MIB);
      const arena = await createArena(rig, [blobs]);
      const { peakRssMiB } = await measure(rig, arena, engineContestant('relay', rig, arena), blobs);
      rows.push([`${mebibytes} MiB`, peakRssMiB?.toFixed(0) ?? '–']);
    } finally {
      await rig.stop();
    }
  }
  const table = markdownTable(['blob, relayed', 'peak MiB'], rows);
  say(`\n${table}`);
  return table;
}
