import type { Pulled, RegistryClient } from './registryClient';

/** One reference as the registries themselves have it: nothing here comes from the app's report. */
export interface Comparison {
  artifact: string;
  sourceDigest: string | null;
  /** Null when it could not be pulled. */
  targetDigest: string | null;
  pulled?: Pulled;
  problem?: string;
}

/** Pulls every reference from the target, hashing all of it, and reads which digest it has at the source. */
export async function compareRegistries(
  references: readonly string[],
  registries: { source: RegistryClient; target: RegistryClient },
): Promise<Comparison[]> {
  const compared: Comparison[] = [];
  for (const artifact of references) {
    const sourceDigest = await registries.source.digestOf(artifact).catch(() => null);
    try {
      const pulled = await registries.target.pull(artifact);
      compared.push({ artifact, sourceDigest, targetDigest: pulled.digest, pulled });
    } catch (error) {
      compared.push({ artifact, sourceDigest, targetDigest: null, problem: (error as Error).message });
    }
  }
  return compared;
}

export function matches({ sourceDigest, targetDigest }: Comparison): boolean {
  return sourceDigest !== null && sourceDigest === targetDigest;
}
