import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ferry } from './startFerry';
import type { TransferReport } from '../../../src/domain/report/report';
import type { TransferRecord } from '../../../src/domain/transferRecord';
import { indexEntryName } from '../../../src/azure/state/transfers/transferIndex';

const DAY_MS = 86_400_000;

/** Makes a transfer that has ended, with its histories, so many days older. No host may run. */
export async function ageTransfer({ storage, stack }: Ferry, id: string, days: number): Promise<void> {
  const earlier = (time: string): string => new Date(Date.parse(time) - days * DAY_MS).toISOString();
  const { state } = storage;
  const record = JSON.parse(await storage.readState(`transfers/${id}.json`)) as TransferRecord;
  const report = JSON.parse(await storage.readState(`reports/${id}.json`)) as TransferReport;
  const createdAt = earlier(record.createdAt);
  await storage.writeState(`transfers/${id}.json`, JSON.stringify({ ...record, createdAt }));
  const finishedAt = earlier(report.finishedAt);
  await storage.writeState(`reports/${id}.json`, JSON.stringify({ ...report, startedAt: createdAt, finishedAt }));
  await state.getBlobClient(indexEntryName(record)).delete();
  const metadata = { route: record.route, state: report.outcome, createdat: createdAt };
  await state.getBlockBlobClient(indexEntryName({ id, createdAt })).upload('', 0, { metadata });
  const host = path.join(stack.folder, 'host');
  for (const entry of await readdir(host, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    if (!text.slice(0, 2_000).includes(id)) continue;
    await writeFile(
      file,
      text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) => earlier(time.replace(/(\.\d{3})\d+/, '$1'))),
    );
  }
}
