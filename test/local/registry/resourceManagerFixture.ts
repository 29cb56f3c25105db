import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Admin, createAdmin } from '../../../local/admin/createAdmin';
import type { TlsFiles } from '../../../local/http/startServer';
import { createToken } from '../../../local/identity/createToken';
import { STACK_NAMES, registryResourceId } from '../../../local/stackNames';
import { MACHINE } from '../../../local/machine';
import { createContentStore } from '../../../local/registry/createContentStore';
import { startResourceManager } from '../../../local/registry/resourceManager/startResourceManager';
import type { HttpAnswer } from '../callHttp';
import { testTls } from '../testTls';
import { callArm } from './armClient';

/** A management plane on its own: runs are held before they touch storage. */
export interface TestResourceManager {
  readonly arm: string;
  tls: TlsFiles;
  admin: Admin;
  restart(): Promise<void>;
  close(): Promise<void>;
  putPipeline(name?: string, body?: unknown, apiVersion?: string): Promise<HttpAnswer>;
  putRun(name: string, body?: unknown): Promise<HttpAnswer>;
}

/** A credential that Resource Manager takes. */
export const credential = {
  getToken: async () => ({
    token: createToken(MACHINE, { audience: 'https://management.azure.com', principalId: STACK_NAMES.appPrincipalId }),
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
};

export const container = { type: 'AzureStorageBlobContainer', uri: 'https://127.0.0.1:1/account/container' };
export const identity = { type: 'SystemAssigned' };

/** Body of an export pipeline. */
export const pipelineBody = {
  identity,
  properties: { target: { ...container, storageAccessMode: 'ManagedIdentity' } },
};

/** Body of an export run of the pipeline `exportone`. */
export function runBody(properties: Record<string, unknown> = {}, artifacts: unknown = ['app:v1']) {
  return {
    properties: {
      request: {
        pipelineResourceId: `${registryResourceId('source')}/exportPipelines/exportone`,
        target: { type: 'AzureStorageBlob', name: 'blob' },
        artifacts,
      },
      ...properties,
    },
  };
}

export async function startTestResourceManager(): Promise<TestResourceManager> {
  const tls = await testTls();
  const folder = await mkdtemp(path.join(tmpdir(), 'arm test '));
  const admin = createAdmin(MACHINE, { folder: path.join(folder, 'admin') });
  const store = await createContentStore(path.join(folder, 'content'), MACHINE);
  admin.holds.hold('run.*');
  const start = () =>
    startResourceManager({
      ...{ platform: MACHINE, port: 0, tls, admin, folder: path.join(folder, 'arm') },
      registries: (['source', 'target'] as const).map((end) => ({
        ...{ resourceId: registryResourceId(end), loginServer: '127.0.0.1:5001', store },
      })),
    });
  let resourceManager = await start();
  const cloud: TestResourceManager = {
    tls,
    admin,
    get arm() {
      return resourceManager.origin;
    },
    restart: async () => {
      await resourceManager.close();
      resourceManager = await start();
    },
    close: async () => {
      await resourceManager.close();
      await rm(folder, { recursive: true });
    },
    putPipeline: (name = 'exportone', body = pipelineBody, apiVersion) =>
      callArm(cloud, 'PUT', 'source', `/exportPipelines/${name}`, { body, ...(apiVersion ? { apiVersion } : {}) }),
    putRun: (name, body = runBody()) => callArm(cloud, 'PUT', 'source', `/pipelineRuns/${name}`, { body }),
  };
  return cloud;
}
