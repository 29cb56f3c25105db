import { createHash } from 'node:crypto';
import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { formatArtifact } from '../../../src/domain/artifact';
import { CopySourceRefusedError } from '../../../src/domain/failures/errors';
import { manifestNameFor, transferIdFor } from '../../../src/domain/names';
import type { Catalog } from '../../../src/domain/ports/catalog';
import { blobUri, type Route, type RouteEnd } from '../../../src/domain/route';
import { createFakes } from '../../helpers/fakes';
import { digestOf } from '../../helpers/fakeRegistries';
import { COPY, routeEnd } from '../../helpers/route';
import { createSimulatedMachine } from '../app/simulatedMachine';
import { faultsOf, type Day, type RouteName, type Spell } from '../day/day';
import { playBlobFaults } from './blobFaults';
import { lagOf, PipelineRuns, type Run, type Work } from './pipelineRuns';
import { RegistryHistory } from './registryHistory';
import { Truths } from './truths';
import { behindSas, sasSecretOf } from './vault';
import { weatherOf, type Call } from './weather';

/** The Idempotency-Key of a transfer of the day. */
export function keyOfTransfer({ seed }: Day, index: number): string {
  return `day ${seed}, transfer ${index}`;
}

/** A write to storage that the app made. */
export interface Write {
  at: number;
  what: 'stage' | 'commit' | 'remove';
  end: RouteEnd;
  name: string;
  /** Id of the block. */
  block?: string;
}

/** Registries with ACR Transfer, containers, a vault and the app's state, in memory, on virtual time and in weather. */
export function createSimulatedAzure(day: Day, platform: VirtualPlatform) {
  const machine = createSimulatedMachine(platform);
  const begun = platform.now();
  const { storage, registries, transfers, deps } = createFakes();
  const history = new RegistryHistory();
  const truths = new Truths();
  const bites: { spell: Spell; call: Call }[] = [];
  const writes: Write[] = [];
  const cancels = new Map<string, number>();
  const unannounced: string[] = [];
  let lateUntil = begun;
  const ids = day.transfers.map((_, index) => transferIdFor(keyOfTransfer(day, index)));
  const source = endOf('builds');
  const targets: Record<RouteName, RouteEnd> = { prod: endOf('production'), spare: endOf('spare') };
  const lagMs = lagOf(day) * 1000;
  /** What the exported blobs hold, by their checksums. */
  const archives = new Map<string, [artifact: string, digest: string][]>();
  const inWeather = weatherOf(day, machine, {
    truths,
    late: (until) => (lateUntil = Math.max(lateUntil, until)),
    onBite: (spell, call) => bites.push({ spell, call }),
  });

  function endOf(registryName: string): RouteEnd {
    return routeEnd(registryName, day.settings.usesSas ? { sasSecretUri: sasSecretOf(registryName) } : {});
  }

  const at = (second: number, action: () => void): void => void platform.callAt(begun + second * 1000, action);

  function push(end: RouteEnd, artifact: string, digest: string, shownAt = platform.now()): void {
    registries.push(end, artifact, digest);
    history.note(end, artifact, { at: platform.now(), shownAt, digest });
  }

  fillRegistries();

  function fillRegistries(): void {
    const absent = new Set(faultsOf(day, 'artifactAbsent').map(({ artifact }) => artifact));
    for (const artifact of new Set(day.transfers.flatMap(({ artifacts }) => artifacts))) {
      if (!absent.has(artifact)) push(source, artifact, digestOf(artifact));
    }
    for (const artifact of absent) truths.permit('artifact_not_found', { artifact });
    for (const { artifact } of faultsOf(day, 'tagTaken')) {
      for (const end of Object.values(targets)) push(end, artifact, digestOf(`old ${artifact}`));
    }
    for (const { artifact, atSecond } of faultsOf(day, 'tagMoves').filter((one) => !absent.has(one.artifact))) {
      at(atSecond, () => {
        if (history.current(source, artifact) === undefined) return;
        truths.permit('tag_drifted', { artifact });
        push(source, artifact, digestOf(`new ${artifact}`));
      });
    }
    for (const { artifact, atSecond } of faultsOf(day, 'artifactDeleted')) at(atSecond, () => remove(artifact));
  }

  function remove(artifact: string): void {
    const digest = history.current(source, artifact);
    if (digest === undefined) return;
    registries.digests.delete(`${source.registryName}/${artifact}`);
    history.note(source, artifact, { at: platform.now(), shownAt: platform.now(), digest: undefined });
    truths.permit('artifact_not_found', { artifact });
    // Another digest in the target, and none in the source any more: that the tag moved is all that can be seen.
    truths.permit('tag_drifted', { artifact });
  }

  const onExport =
    ({ blobName, artifacts }: { blobName: string; artifacts: string[] }): Work =>
    (run) => {
      const found = artifacts.map((artifact) => [artifact, history.current(run.end, artifact)] as const);
      const missing = found.filter(([, digest]) => digest === undefined).map(([artifact]) => artifact);
      if (missing.length > 0 && !day.settings.continueOnErrors) return `${missing.join(', ')} does not exist.`;
      for (const artifact of missing) truths.permit('artifact_not_delivered', { transfer: run.transfer, artifact });
      if (missing.length > 0) for (const artifact of missing) truths.permit('digest_mismatch', { artifact });
      if (faultsOf(day, 'runFails').some((fault) => fault.run === 'export' && fault.transfer === run.transfer)) return;
      const archive = found.filter((one): one is [string, string] => one[1] !== undefined);
      const contentMd5 = createHash('md5')
        .update(JSON.stringify([blobName, archive]))
        .digest('base64');
      archives.set(contentMd5, archive);
      const lacks = faultsOf(day, 'blobUnfit').find(({ transfer }) => transfer === run.transfer)?.lacks;
      if (lacks) truths.permit('exported_blob_unfit', { transfer: run.transfer });
      storage.put(run.end, blobName, {
        size: day.settings.blobSize,
        contentMd5,
        ...(lacks === 'category' && { metadata: {} }),
      });
      if (lacks === 'contentMd5') delete storage.committed(run.end, blobName)?.contentMd5;
      const target = targets[day.transfers[run.transfer]?.route ?? 'prod'];
      playBlobFaults(day, { at: (seconds, action) => at(secondsNow() + seconds, action), storage, truths }, run, {
        target,
        blobName,
      });
      return undefined;
    };

  const secondsNow = (): number => (platform.now() - begun) / 1000;

  const onImport =
    (blobName: string): Work =>
    (run, share) => {
      const blob = storage.committed(run.end, blobName);
      const archive = archives.get(blob?.contentMd5 ?? '');
      noteUndelivered(run);
      if (!blob || !archive || blob.size !== day.settings.blobSize) return 'The blob is not there, or no archive.';
      const shared = archive.slice(0, Math.floor(archive.length * share));
      for (const [artifact, digest] of shared) {
        const there = history.current(run.end, artifact);
        if (there !== undefined && there !== digest && !day.settings.overwriteTags) {
          truths.permit('digest_mismatch', { transfer: run.transfer, artifact });
          if (!day.settings.continueOnErrors) return `The tag of ${artifact} exists.`;
        } else push(run.end, artifact, digest, platform.now() + lagMs);
      }
      return undefined;
    };

  /** What a run does not deliver looks like another tag where the target had one. */
  function noteUndelivered({ transfer, end, kind }: Run): void {
    const ofRun = ['runFails', 'blobLost', 'blobReplaced'] as const;
    const isSpoilt = ofRun.some((fault) => faultsOf(day, fault).some((one) => one.transfer === transfer));
    if (kind !== 'import' || !isSpoilt) return;
    for (const artifact of day.transfers[transfer]?.artifacts ?? []) {
      if (history.current(end, artifact) !== undefined) truths.permit('digest_mismatch', { transfer, artifact });
    }
  }

  const runs = new PipelineRuns({
    day,
    platform,
    registries,
    truths,
    transferOf: (blobName) => ids.findIndex((id) => blobName.includes(id)),
    onExport: (_run, request) => onExport(request),
    onImport: (_run, blobName) => onImport(blobName),
  });

  let vanishing = Math.max(0, ...faultsOf(day, 'blocksVanish').map(({ times }) => times));
  storage.beforeCommit = async () => {
    if (vanishing > 0) storage.loseStagedBlocks();
    vanishing -= 1;
  };
  if (faultsOf(day, 'sourceUnreadable').length > 0) {
    storage.beforeStage = async (_block, strategy) => {
      if (strategy === 'server') throw new CopySourceRefusedError('copy a block', { words: '403' });
    };
  }

  const note = (write: Omit<Write, 'at'>): void => void writes.push({ at: platform.now(), ...write });
  const noted: Pick<ActivityDependencies, 'blobs' | 'blockLists' | 'copyStrategies'> = {
    blobs: {
      ...storage.blobs,
      remove: async (end, name) => {
        note({ what: 'remove', end, name });
        await storage.blobs.remove(end, name);
      },
    },
    blockLists: {
      ...storage.blockLists,
      commit: async (end, name, ...rest) => {
        if (!storage.documents.has(blobUri(end, manifestNameFor(name)))) unannounced.push(name);
        await storage.blockLists.commit(end, name, ...rest);
        note({ what: 'commit', end, name });
      },
    },
    copyStrategies: {
      server: async (copy) => staging(copy, await storage.copyStrategies.server(copy)),
      relay: async (copy) => staging(copy, await storage.copyStrategies.relay(copy)),
    },
  };

  function staging(
    { target, blob }: Parameters<ActivityDependencies['copyStrategies']['server']>[0],
    stage: Awaited<ReturnType<ActivityDependencies['copyStrategies']['server']>>,
  ): typeof stage {
    return async (block, signal) => {
      await stage(block, signal);
      note({ what: 'stage', end: target, name: blob.name, block: block.id });
    };
  }

  const catalog: Catalog = {
    ...registries.catalog,
    findDigest: async (end, _route, artifact) => {
      const name = formatArtifact(artifact);
      return 'tag' in artifact
        ? history.shown(end, name, platform.now())
        : registries.catalog.findDigest(end, _route, artifact);
    },
  };

  const routeNow = (name: RouteName): Route => {
    const edits = new Set(
      faultsOf(day, 'routeEdited')
        .filter((edit) => edit.route === name && edit.atSecond <= secondsNow())
        .map(({ setting }) => setting),
    );
    const { overwrite, lanes, keepBlobs } = day.settings;
    const copy = {
      ...COPY,
      overwrite,
      lanes: edits.has('lanes') ? 4 : lanes,
      ...(edits.has('relay') && { strategy: 'relay' as const }),
      ...(edits.has('smallBlocks') && { blockSizeMiB: 0.5 }),
    };
    return { name, source, target: targets[name], copy, keepBlobs: keepBlobs || edits.has('keepBlobs') };
  };

  /** The routes file as it is now. Throws while it cannot be read. */
  const readRoutes = (): Map<string, Route> => {
    const isNow = ({ fromSecond, seconds }: { fromSecond: number; seconds: number }): boolean =>
      secondsNow() >= fromSecond && secondsNow() < fromSecond + seconds;
    if (faultsOf(day, 'routesUnreadable').some(isNow)) throw new Error(`ENOENT: the routes file; ${sasSecretOf('x')}`);
    const gone = new Set(
      faultsOf(day, 'routeGone')
        .filter(isNow)
        .map(({ route }) => route),
    );
    const names = (['prod', 'spare'] as const).filter((name) => !gone.has(name));
    return new Map(names.map((name) => [name, routeNow(name)]));
  };

  const requestCancel = transfers.requestCancel.bind(transfers);
  transfers.requestCancel = async (id) => {
    cancels.set(id, cancels.get(id) ?? platform.now());
    await requestCancel(id);
  };

  const ports: Omit<ActivityDependencies, 'machine' | 'routes'> = {
    ...deps,
    ...behindSas(day, machine, { storage: noted, truths, inWeather }),
    pipelines: runs.pipelines,
    catalog,
    transfers,
  };
  return {
    storage,
    registries,
    transfers,
    history,
    truths,
    runs: runs.runs,
    writes,
    bites,
    cancels,
    unannounced,
    ids,
    source,
    targets,
    ports,
    inWeather,
    readRoutes,
    push,
    /** Until when a request is still under way that nobody waits for. */
    lateUntil: () => lateUntil,
  };
}

export type SimulatedAzure = ReturnType<typeof createSimulatedAzure>;
