/** What a day brings: drawn from a seed, so that the same seed always brings the same. */
export interface Day {
  seed: number;
  /** Tags that are transferred. */
  artifacts: string[];
  /** Bytes of the exported blob. */
  blobSize: number;
  /** How long the pipeline runs take. */
  exportSeconds: number;
  importSeconds: number;
  /** Whether the target's storage may read the source. */
  sourceIsReadable: boolean;
  /** For each life of the process but the last: after how many steps it is killed, and when the next one begins. */
  kills: { atStep: number; restartSeconds: number }[];
}

const MIB = 1024 * 1024;
/** About as many steps as a transfer of six blocks takes. */
const LAST_STEP = 400;

/** @param random  at least 0, below 1 */
export function drawDay(seed: number, random: () => number): Day {
  const upTo = (most: number): number => 1 + Math.floor(random() * most);
  return {
    seed,
    artifacts: Array.from({ length: upTo(4) }, (_, index) => `app/part${index}:1.${upTo(9)}`),
    blobSize: upTo(8 * MIB),
    exportSeconds: upTo(300),
    importSeconds: upTo(300),
    sourceIsReadable: random() < 0.8,
    kills: Array.from({ length: upTo(4) - 1 }, () => ({ atStep: upTo(LAST_STEP), restartSeconds: upTo(63) })),
  };
}
