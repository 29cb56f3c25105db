import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { BlobServiceClient, newPipeline, StorageSharedKeyCredential, type ContainerClient } from '@azure/storage-blob';
import { freePort } from '../../local/http/freePort';
import { MACHINE } from '../../local/machine';
import { startAzurite } from '../../local/storage/startAzurite';

/** What was asked of the storage so far. */
export interface Traffic {
  transactions: number;
  bytesRead: number;
  bytesWritten: number;
}

/** An empty Azurite, and a way to containers whose requests are counted. */
export interface LedgerStorage {
  traffic: Traffic;
  createContainer(name: string): Promise<ContainerClient>;
  stop(): Promise<void>;
}

const ACCOUNT = 'bench';

export async function startLedgerStorage(folder: string): Promise<LedgerStorage> {
  const data = path.join(folder, 'storage');
  await rm(data, { recursive: true, force: true });
  const key = randomBytes(64).toString('base64');
  const port = await freePort();
  const azurite = await startAzurite(MACHINE, {
    name: 'Storage of the bench',
    folder: data,
    logFile: path.join(folder, 'logs', 'storage.log'),
    ports: { blob: port },
    accounts: { [ACCOUNT]: key },
    onLost: (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
  });
  const traffic: Traffic = { transactions: 0, bytesRead: 0, bytesWritten: 0 };
  // While this process makes a large ledger up, Azurite closes the connections that nobody uses.
  const retryOptions = { maxTries: 3, retryDelayInMs: 10 };
  const pipeline = newPipeline(new StorageSharedKeyCredential(ACCOUNT, key), { retryOptions });
  pipeline.factories.push({
    create: (next) => ({
      async sendRequest(request) {
        traffic.transactions += 1;
        traffic.bytesWritten += Number(request.headers.get('content-length') ?? 0);
        const answer = await next.sendRequest(request);
        traffic.bytesRead += Number(answer.headers.get('content-length') ?? 0);
        return answer;
      },
    }),
  });
  const service = new BlobServiceClient(`http://127.0.0.1:${port}/${ACCOUNT}`, pipeline);
  return {
    traffic,
    createContainer: async (name) => (await service.createContainer(name)).containerClient,
    async stop() {
      await azurite.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
