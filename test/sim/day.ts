/** A stretch of time in which one service cannot be relied on. */
export interface Spell {
  /** The port that leads to it, as `pipelines`. */
  port: string;
  fromSecond: number;
  seconds: number;
  /** `away`: it refuses; `hangs`: it never answers; `lost`: it does what it is asked, and its answer gets lost. */
  kind: 'away' | 'hangs' | 'lost';
  /** What it asks for, where it refuses. */
  retryAfterSeconds?: number;
}

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
  /** How long the registries do not show what was created, or imported. */
  lagSeconds: number;
  /** Whether the target's storage may read the source. */
  sourceIsReadable: boolean;
  /** Whether the blocks that are staged vanish once, before they are committed. */
  blocksVanish: boolean;
  spells: Spell[];
  /** For each life of the process but the last: after how many steps it is killed, and when the next one begins. */
  kills: { atStep: number; restartSeconds: number }[];
  /** When somebody cancels the transfer. */
  cancelAtSecond?: number;
}

const MIB = 1024 * 1024;
/** About as many steps as a transfer of six blocks takes. */
const LAST_STEP = 400;
const PORTS = ['catalog', 'pipelines', 'blobs', 'blockLists', 'transfers', 'server', 'relay'];
const KINDS = ['away', 'away', 'hangs', 'lost'] as const;
/** All of them together stay below the six hours for which a step is patient. */
const MOST_SPELLS = 4;
const LONGEST_SPELL_SECONDS = 3_600;

/** @param random  at least 0, below 1 */
export function drawDay(seed: number, random: () => number): Day {
  const upTo = (most: number): number => 1 + Math.floor(random() * most);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const drawSpell = (): Spell => {
    const kind = oneOf(KINDS);
    const spell = {
      port: oneOf(PORTS),
      fromSecond: upTo(900),
      seconds: upTo(oneOf([10, 120, LONGEST_SPELL_SECONDS])),
      kind,
    };
    return kind === 'away' && random() < 0.5 ? { ...spell, retryAfterSeconds: upTo(900) } : spell;
  };
  return {
    seed,
    artifacts: Array.from({ length: upTo(4) }, (_, index) => `app/part${index}:1.${upTo(9)}`),
    blobSize: upTo(8 * MIB),
    exportSeconds: upTo(300),
    importSeconds: upTo(300),
    lagSeconds: random() < 0.5 ? 0 : upTo(120),
    sourceIsReadable: random() < 0.8,
    blocksVanish: random() < 0.1,
    spells: Array.from({ length: upTo(MOST_SPELLS + 1) - 1 }, drawSpell),
    kills: Array.from({ length: upTo(4) - 1 }, () => ({ atStep: upTo(LAST_STEP), restartSeconds: upTo(63) })),
    ...(random() < 0.1 && { cancelAtSecond: upTo(1_200) }),
  };
}

/** What makes a day bad, first of all the rest, for whoever reads why it failed. */
export function faultsOf({ spells, kills, blocksVanish, lagSeconds, sourceIsReadable, cancelAtSecond }: Day): string {
  return JSON.stringify({ spells, kills, blocksVanish, lagSeconds, sourceIsReadable, cancelAtSecond });
}
