import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import type { EmulatedRegistry } from '../resourceManager/emulatedRegistry';
import type { ContainerAccess } from '../runs/openContainer';
import type { RunEngine } from '../runs/runEngine';
import { openScanMemory, type ScanMemory } from './scanMemory';
import { scanPipeline } from './scanPipeline';

/** How often the time of the next scan is looked at: the setting may change meanwhile. */
const LOOK_EVERY_MS = 200;

/** The source triggers of all import pipelines, running. */
export interface SourceTriggers {
  /** Resolves when no scan is going on any more. */
  close(): Promise<void>;
}

/**
 * Scans the containers of the import pipelines whose source trigger is Enabled, every `sourceTriggerSeconds` of the admin
 * settings. What was imported, and when the last scan was, is kept: a scan that fell due while the stack was down comes at once.
 *
 * @param options.folder where they keep it
 */
export function startSourceTriggers(options: {
  registries: readonly EmulatedRegistry[];
  folder: string;
  access: ContainerAccess;
  engine: RunEngine;
}): SourceTriggers {
  const { registries, folder, access, engine } = options;
  const { platform, admin } = access;
  const stop = new AbortController();
  const timeFile = path.join(folder, 'sourceTrigger.json');
  const memories = new Map<string, ScanMemory>();
  let last = (readJsonFile(timeFile) as { lastScan: number } | undefined)?.lastScan;
  let scanning: Promise<void> | undefined;

  const noteScan = (): void => {
    last = platform.now();
    writeJsonFile(timeFile, { lastScan: last });
  };
  const memoryOf = (registry: EmulatedRegistry, name: string, createdAt: string): ScanMemory => {
    const key = `${registry.id}/${name.toLowerCase()}/${createdAt}`;
    const memory =
      memories.get(key) ?? openScanMemory(path.join(folder, registry.name, 'sourceTrigger'), { name, createdAt });
    memories.set(key, memory);
    return memory;
  };
  const scan = async (): Promise<void> => {
    for (const registry of registries) {
      for (const pipeline of registry.importPipelines.list()) {
        if (pipeline.sourceTrigger !== 'Enabled' || stop.signal.aborted) continue;
        const memory = memoryOf(registry, pipeline.name, pipeline.systemData.createdAt);
        await scanPipeline(registry, pipeline, { access, memory, engine, signal: stop.signal });
      }
    }
  };
  const look = (): void => {
    if (scanning) return;
    if (last !== undefined && Math.abs(platform.now() - last) < admin.settings.sourceTriggerSeconds * 1000) return;
    const isFirst = last === undefined;
    noteScan();
    if (isFirst) return;
    // A file that cannot be written: the next scan tries again.
    scanning = scan()
      .catch(() => undefined)
      .finally(() => (scanning = undefined));
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      stop.abort();
      await scanning;
    },
  };
}
