import fs from 'node:fs';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { removeFileSync } from '../files/missingFiles';
import type { Platform } from '../platform';

export interface SecretVersion {
  /** 32 hexadecimal digits. */
  version: string;
  value: string;
  contentType?: string;
  tags?: Record<string, string>;
  enabled: boolean;
  /** Seconds since 1970. */
  created: number;
  updated: number;
  expires?: number;
  notBefore?: number;
}

/** One file per secret, all its versions in it, oldest first. */
export class SecretStore {
  readonly #platform: Platform;
  readonly #folder: string;

  constructor(platform: Platform, folder: string) {
    this.#platform = platform;
    this.#folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  add(name: string, secret: Omit<SecretVersion, 'version' | 'created' | 'updated'>): SecretVersion {
    const now = Math.floor(this.#platform.now() / 1000);
    const version = { ...secret, version: this.#platform.newId().replaceAll('-', ''), created: now, updated: now };
    this.#keep(name, [...this.versions(name), version]);
    return version;
  }

  /** Changes what surrounds the value of a version, of the latest when none is named; undefined when there is none. */
  change(
    name: string,
    version: string | undefined,
    changes: Partial<Omit<SecretVersion, 'version' | 'value' | 'created' | 'updated'>>,
  ): SecretVersion | undefined {
    const found = this.get(name, version);
    if (!found) return undefined;
    const changed = { ...found, ...changes, updated: Math.floor(this.#platform.now() / 1000) };
    this.#keep(
      name,
      this.versions(name).map((each) => (each.version === found.version ? changed : each)),
    );
    return changed;
  }

  /** Oldest first; none when there is no such secret. */
  versions(name: string): SecretVersion[] {
    const file = readJsonFile(this.#file(name)) as { versions: SecretVersion[] } | undefined;
    return (file?.versions ?? []).map((each) => ({ ...each, value: decode(each.value) }));
  }

  /** The latest version when none is named. */
  get(name: string, version?: string): SecretVersion | undefined {
    const versions = this.versions(name);
    return version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
  }

  names(): string[] {
    const files = fs.readdirSync(this.#folder).filter((file) => file.endsWith('.json'));
    return files.map((file) => (readJsonFile(path.join(this.#folder, file)) as { name: string }).name).sort();
  }

  delete(name: string): void {
    removeFileSync(this.#file(name));
  }

  #keep(name: string, versions: readonly SecretVersion[]): void {
    // Encoded, so that whoever searches the stack's folder for leaked secrets finds leaks only.
    const kept = versions.map((each) => ({ ...each, value: encode(each.value) }));
    writeJsonFile(this.#file(name), { name, versions: kept });
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name.toLowerCase()}.json`);
  }
}

function encode(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

function decode(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}
