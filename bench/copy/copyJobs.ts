import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ContainerSASPermissions, type BlobServiceClient } from '@azure/storage-blob';
import { registryResourceId } from '../../local/stackNames';
import { AUDIENCES } from '../../local/stack/stackEndpoints';
import type { CopyJob } from './job';
import type { BenchStorage } from './benchStorage';
import type { BlobSet } from './sources';

/** Gives each run of a copier a target container of its own, and a route to it. */
export interface CopyJobs {
  routesFile: string;
  /** Creates an empty target container and a job for it; the job's `run` is also the name of a route. */
  open(set: BlobSet): Promise<CopyJob>;
  /** Deletes the target container. @throws Error when a blob did not arrive, or not in its whole length */
  close(job: CopyJob): Promise<void>;
}

const RUNS = 100;
const SAS_MINUTES = 240;

/** @param sets in the source account; each can be copied a hundred times */
export async function createCopyJobs(storage: BenchStorage, sets: readonly BlobSet[]): Promise<CopyJobs> {
  const routesFile = path.join(storage.folder, 'routes.json');
  await writeFile(routesFile, JSON.stringify(routesFor(storage, sets)));
  const used = new Map<string, number>();
  const target = storage.client('target');
  return {
    routesFile,
    async open(set) {
      const index = used.get(set.container) ?? 0;
      if (index >= RUNS)
        throw new Error(
          `The container ${set.container} was copied ${RUNS} times; the routes file of the bench has no further route.`,
        );
      used.set(set.container, index + 1);
      const run = runName(set.container, index);
      await target.getContainerClient(run).createIfNotExists();
      return {
        source: `${storage.service('source')}/${set.container}`,
        target: `${storage.service('target')}/${run}`,
        sourceSas: await signed(storage.client('source'), set.container, 'rl'),
        targetSas: await signed(target, run, 'racwdl'),
        names: set.names,
        size: set.size,
        run,
      };
    },
    async close({ run, names, size }) {
      const container = target.getContainerClient(run);
      for (const name of names) {
        const { contentLength } = await container.getBlobClient(name).getProperties();
        if (contentLength !== size) throw new Error(`${run}/${name} has ${contentLength} bytes; expected ${size}.`);
      }
      await container.delete();
    },
  };
}

function routesFor(storage: BenchStorage, sets: readonly BlobSet[]): unknown {
  const end = (side: 'source' | 'target', container: string): unknown => ({
    registryId: registryResourceId(side),
    pipeline: 'benchpipeline',
    containerUri: `${storage.service(side)}/${container}`,
    cloud: 'local',
  });
  const routes = sets.flatMap(({ container }) =>
    Array.from({ length: RUNS }, (_, index) => {
      const run = runName(container, index);
      return [run, { source: end('source', container), target: end('target', run) }] as const;
    }),
  );
  const cloud = {
    resourceManagerEndpoint: 'https://127.0.0.1:1',
    resourceManagerAudience: AUDIENCES.resourceManager,
    loginEndpoint: 'https://login.microsoftonline.com',
    registryAudience: AUDIENCES.registry,
    storageAudience: AUDIENCES.storage,
  };
  return { version: 1, clouds: { local: cloud }, routes: Object.fromEntries(routes) };
}

function runName(container: string, index: number): string {
  return `${container}-${index}`;
}

async function signed(service: BlobServiceClient, container: string, permissions: string): Promise<string> {
  const url = await service.getContainerClient(container).generateSasUrl({
    permissions: ContainerSASPermissions.parse(permissions),
    expiresOn: new Date(Date.now() + SAS_MINUTES * 60_000),
  });
  return url.slice(url.indexOf('?') + 1);
}
