import type { Cleaner } from './cleaner';
import type { Courier, CourierFault } from './courier';
import type { Drainer } from './drainer';
import type { Pusher, PusherFault } from './pusher';

/** A transfer that somebody asks for on a day. */
export interface AskedOfDay {
  route: RouteName;
  /** `repository:tag`, as asked for; none where they are selected. */
  artifacts: string[];
  /** It asks for the day's selection. */
  selects?: true;
  /** Nobody asked for it: it began by itself. */
  isTriggered?: true;
  /** Asked for as soon as the app is drained, or will not be. */
  whenDrained?: true;
  atSecond: number;
  /** How many callers ask at once, with the same Idempotency-Key. */
  callers: number;
  /** When one of them asks once more, with the same key. */
  againAtSecond?: number;
}

/** Those that callers ask for transfers on, and `mirror`, where what is pushed starts them. */
export type RouteName = 'prod' | 'spare' | 'mirror';
export type RunKind = 'export' | 'import';

/** What does not change over a day, and is nobody's fault. */
export interface DaySettings {
  /** Bytes of an exported blob. */
  blobSize: number;
  /** How long the pipeline runs take. */
  exportSeconds: number;
  importSeconds: number;
  /** States that a run shows while it is at work. */
  atWork: { provisioningState?: string; status?: string };
  /** States that a run shows once it has failed; its own word is put in place of `Failed`. */
  hasFailed: { provisioningState?: string; status?: string };
  /** Options of the pipelines (acr-transfer §8). */
  continueOnErrors: boolean;
  overwriteTags: boolean;
  /** Whether the containers are opened with a SAS from the vault. */
  usesSas: boolean;
  overwrite: 'never' | 'ifDifferent' | 'always';
  lanes: number;
  keepBlobs: boolean;
  /** Whether no route has a target. */
  exportOnly?: true;
  /** The app's settings. */
  stepMinutes: number;
  deadlineMinutes: number;
  longestPollSeconds: number;
  /** How many runs a registry may have at work at once. */
  windows: { exports: number; imports: number };
  batchesAtOnce: number;
}

/** How a service cannot be relied on during a spell. */
export const WEATHERS = [
  /** It refuses: 5xx, a proxy's 404, or no connection at all. */
  'away',
  /** It asks to slow down: 429. */
  'busy',
  /** It never answers. */
  'hangs',
  /** It does what it is asked, and its answer gets lost. */
  'lost',
  /** The request gets stuck: it is done minutes after its caller has given up. */
  'late',
  /** It takes nearly a minute for each answer. */
  'slow',
  /** A proxy sends each request twice. */
  'twice',
  /** It refuses the app's identity: 403. */
  'denied',
] as const;

export type Weather = (typeof WEATHERS)[number];

/** A stretch of time in which one service cannot be relied on. */
export interface Spell {
  kind: 'spell';
  weather: Weather;
  /** What leads to the service, as `pipelines`. */
  port: string;
  /** Only for one end of the routes; for both when absent. */
  end?: 'source' | 'target';
  fromSecond: number;
  seconds: number;
  /** Only every nth call meets it; every call when absent. */
  every?: number;
  /** HTTP status of an `away`; 0 stands for no connection. */
  status?: number;
  /** What it asks for, where it refuses. */
  retryAfterSeconds?: number;
  /** When a `late` request is done, after it was made. */
  lateSeconds?: number;
}

/** What is wrong on a day. Each can be left out by itself. */
export type Fault =
  | Spell
  | CourierFault
  | PusherFault
  /** The process dies right at its nth step, counted over all its lives, and begins again later. */
  | { kind: 'kill'; atStep: number; downSeconds: number }
  /** The registries do not show at once what was created, or imported. */
  | { kind: 'lag'; seconds: number }
  /** The staged blocks vanish right before a commit is looked at, as often as this. */
  | { kind: 'blocksVanish'; times: number }
  /** The target's storage may not read the source. */
  | { kind: 'sourceUnreadable' }
  | { kind: 'cancel'; transfer: number; atSecond: number }
  /** Never was in the source registry. */
  | { kind: 'artifactAbsent'; artifact: string }
  | { kind: 'artifactDeleted'; artifact: string; atSecond: number }
  | { kind: 'tagMoves'; artifact: string; atSecond: number }
  /** The target has the tag already, for something else. */
  | { kind: 'tagTaken'; artifact: string }
  /** The import leaves the artifact without a layer. */
  | { kind: 'layerLost'; artifact: string }
  /** `share`: how much of the artifacts an import delivers before it fails, 0 to 1. */
  | { kind: 'runFails'; run: RunKind; transfer: number; word: 'Failed' | 'Canceled'; share: number }
  /** The first runs of the transfer fail, because the service has trouble of its own, and say so. */
  | { kind: 'runFalters'; run: RunKind; transfer: number; times: number }
  /** The role of the pipelines of an end is so new when the day begins that the storage refuses runs which begin before it acts. */
  | { kind: 'roleNew'; end: 'source' | 'target'; givenSecondsBefore: number; actsAtSecond: number }
  /** Every run that holds the artifact fails, and says so in words about that artifact. */
  | { kind: 'poison'; run: RunKind; artifact: string }
  | { kind: 'runStalls'; run: RunKind; transfer: number; seconds: number }
  /** Somebody deletes the run while it is at work; `isDone`: its work is done all the same. */
  | { kind: 'runVanishes'; run: RunKind; transfer: number; afterSeconds: number; isDone: boolean }
  /** The run says words that nobody has described. */
  | {
      kind: 'runBabbles';
      run: RunKind;
      transfer: number;
      afterSeconds: number;
      seconds: number;
      words: DaySettings['atWork'];
    }
  /** Seconds after the export has ended. */
  | { kind: 'blobReplaced'; transfer: number; end: 'source' | 'target'; afterSeconds: number }
  | { kind: 'blobLost'; transfer: number; end: 'source' | 'target'; afterSeconds: number }
  /** The export leaves a blob without that. */
  | { kind: 'blobUnfit'; transfer: number; lacks: 'contentMd5' | 'category' }
  /** The SAS of an end is renewed: the vault has the new one from one time on, the old one is refused from another. */
  | { kind: 'sasRotated'; end: 'source' | 'target'; storedAtSecond: number; refusedAtSecond: number }
  | { kind: 'routeGone'; route: RouteName; fromSecond: number; seconds: number }
  | { kind: 'routesUnreadable'; fromSecond: number; seconds: number }
  /** Somebody changes a setting of the route that leads to no other place. */
  | {
      kind: 'routeEdited';
      route: RouteName;
      atSecond: number;
      setting: 'keepBlobs' | 'relay' | 'smallBlocks' | 'lanes';
    }
  /** Somebody terminates the orchestration of a transfer. */
  | { kind: 'terminated'; transfer: number; atSecond: number }
  /** The whole task hub is lost. */
  | { kind: 'hubLost'; atSecond: number };

export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** What the source registry has for the selection of a day. */
export interface Selected {
  /** `repository:tag`. */
  artifacts: string[];
  /** Those that have a cosign signature, found by its tag. */
  signed: string[];
  /** Those that a manifest without a tag refers to. */
  attested: string[];
}

/** What a day brings: plain data, drawn from a seed, so that the same seed always brings the same. */
export interface Day {
  seed: number;
  settings: DaySettings;
  transfers: AskedOfDay[];
  selected?: Selected;
  /** What arrives by itself; nothing when absent. */
  courier?: Courier;
  /** What is pushed; nothing when absent. */
  pusher?: Pusher;
  /** What is cleaned up later; nothing when absent. */
  cleaner?: Cleaner;
  /** Who drains the app; nobody when absent. */
  drainer?: Drainer;
  faults: Fault[];
}

export function faultsOf<Kind extends Fault['kind']>({ faults }: Pick<Day, 'faults'>, kind: Kind): FaultOf<Kind>[] {
  return faults.filter((fault): fault is FaultOf<Kind> => fault.kind === kind);
}
