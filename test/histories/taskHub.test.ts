import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the host keeps what runs. Under another name, or another provider, it would find nothing of it after an upgrade; a number of partitions
 * holds for as long as the task hub (learn.microsoft.com, durable-functions-perf-and-scale) [INF]. As in 0.2.0.
 */
it('the task hub is that of 0.2.0', () => {
  const text = readFileSync(path.join(__dirname, '../../host.json'), 'utf8');
  const { hubName, storageProvider } = (
    JSON.parse(text) as {
      extensions: { durableTask: { hubName: string; storageProvider: { type: string; partitionCount: number } } };
    }
  ).extensions.durableTask;
  const { type, partitionCount } = storageProvider;
  expect({ hubName, type, partitionCount }).toEqual({ hubName: 'AcrFerry', type: 'AzureStorage', partitionCount: 4 });
});
