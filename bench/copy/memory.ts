import { markdownTable } from '../measure/table';
import { createCopyJobs } from './copyJobs';
import { directCopier } from './copiers';
import { startBenchStorage } from './benchStorage';
import { measure } from './round';
import { writeBlobs } from './sources';

const MIB = 1024 * 1024;
const SIZES_MIB = [100, 1024, 2048];

/** The relay's peak memory over blobs of different sizes. */
export async function measureMemory(folder: string, say: (text: string) => void): Promise<string> {
  const rows: string[][] = [];
  for (const mebibytes of SIZES_MIB) {
    const storage = await startBenchStorage(folder);
    try {
      const container = storage.client('source').getContainerClient('memory');
      const blobs = await writeBlobs(container, 1, mebibytes * MIB);
      const jobs = await createCopyJobs(storage, [blobs]);
      const { peakRssMiB } = await measure(storage, jobs, directCopier('relay', storage, jobs), blobs);
      rows.push([`${mebibytes} MiB`, peakRssMiB?.toFixed(0) ?? '–']);
    } finally {
      await storage.stop();
    }
  }
  const table = markdownTable(['blob, relayed', 'peak MiB'], rows);
  say(`\n${table}`);
  return table;
}
