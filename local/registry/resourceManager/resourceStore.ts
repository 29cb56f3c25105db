import fs from 'node:fs';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { removeFileSync } from '../../files/missingFiles';
import type { SystemData } from './resources';

/** The resources of one kind in one registry: in memory, and one file each on disk. Names are case-insensitive. */
export class ResourceStore<T extends { name: string; systemData: SystemData }> {
  readonly #folder: string;
  readonly #resources = new Map<string, T>();

  constructor(folder: string) {
    this.#folder = folder;
    fs.mkdirSync(folder, { recursive: true });
    const files = fs.readdirSync(folder).filter((file) => file.endsWith('.json'));
    const found = files.map((file) => readJsonFile(path.join(folder, file)) as T);
    found.sort((one, other) => (one.systemData.createdAt < other.systemData.createdAt ? -1 : 1));
    for (const resource of found) this.#resources.set(resource.name.toLowerCase(), resource);
  }

  get(name: string): T | undefined {
    return this.#resources.get(name.toLowerCase());
  }

  /** Oldest first. */
  list(): T[] {
    return [...this.#resources.values()];
  }

  /** Keeps the resource as it is now; it is on disk when this returns. */
  save(resource: T): void {
    writeJsonFile(this.#file(resource.name), resource);
    this.#resources.set(resource.name.toLowerCase(), resource);
  }

  /** False when there was none. */
  delete(name: string): boolean {
    removeFileSync(this.#file(name));
    return this.#resources.delete(name.toLowerCase());
  }

  #file(name: string): string {
    return path.join(this.#folder, `${encodeURIComponent(name.toLowerCase())}.json`);
  }
}
