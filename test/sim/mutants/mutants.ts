/** One place in a source file; `find` stands there exactly once. */
interface Change {
  /** Below `src/`. */
  file: string;
  find: string;
  replace: string;
}

/** A bug on purpose, as people make it. */
export interface Mutant {
  name: string;
  changes: Change[];
}

const one = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  changes: [{ file, find, replace }],
});

/** Whatever else a drain overlooks, the task hub shows. */
const UNSEEN_ORCHESTRATIONS: Change = {
  file: 'functions/drain/listAliveTransfers.ts',
  find: 'await instances.listLiving()',
  replace: '[] as ListedInstance[]',
};

/** Bugs that the simulation has to find. They are listed in README.md. */
export const MUTANTS: readonly Mutant[] = [
  one(
    'staged blocks are not looked for',
    'activities/copy/copyBlocks.ts',
    'missingBlocks(blocksBetween(plan, blob.etag, range.first, range.last), staged)',
    'blocksBetween(plan, blob.etag, range.first, range.last)',
  ),
  one(
    'a run gets another name at every try',
    'activities/runs/startImportRun.ts',
    'deps.pipelines.startImport(target, route, runName, blobName)',
    'deps.pipelines.startImport(target, route, `${runName}${Math.floor(deps.machine.now() / 60_000) % 2}`, blobName)',
  ),
  one(
    'the Idempotency-Key is not used',
    'functions/http/transfers/postTransfer.ts',
    'transferIdFor(readIdempotencyKey(request) ?? machine.newId())',
    'transferIdFor(machine.newId())',
  ),
  one(
    'the status alone is believed, whatever provisioningState says',
    'domain/pipelineRun.ts',
    "if (MAKING.has(provisioning)) return 'running';",
    "if (status === SUCCEEDED) return 'succeeded';\n  if (MAKING.has(provisioning)) return 'running';",
  ),
  one(
    'a run that is not shown is gone at once',
    'orchestrations/watchRun.ts',
    'if (odd.since === undefined || odd.looks < ODD_LOOKS) return false;',
    'if (odd.since !== undefined) return true;',
  ),
  {
    name: 'a blob is committed before all its blocks are there',
    changes: [
      {
        file: 'orchestrations/copyLane.ts',
        find: 'complete = copied.value.complete;',
        replace: 'complete = true;',
      },
      { file: 'activities/copy/commitBlob.ts', find: 'if (missing > 0) {', replace: 'if (missing > blocks.length) {' },
      {
        file: 'activities/copy/commitBlob.ts',
        find: 'const blockIds = blocks.map(({ id }) => id);',
        replace: 'const blockIds = blocks.map(({ id }) => id).filter((id) => staged.has(id));',
      },
    ],
  },
  one('patience is counted in tries', 'orchestrations/call.ts', 'const MOST_TRIES = 700;', 'const MOST_TRIES = 8;'),
  one(
    'Retry-After is not passed on',
    'activities/settle.ts',
    '...(retryAfterSeconds !== undefined && { retryAfterSeconds }),',
    '',
  ),
  one(
    'a run is started before it has its slot',
    'orchestrations/slot.ts',
    'if (acquired) return done(undefined);',
    'if (acquired || registry !== "") return done(undefined);',
  ),
  one(
    'a slot is not given back',
    'orchestrations/slot.ts',
    "yield* callRegardless(context, 'releaseSlot', slot, {",
    "if (slot.runName === '') yield* callRegardless(context, 'releaseSlot', slot, {",
  ),
  one(
    'what the import run says is taken for proof',
    'orchestrations/batch.ts',
    'const { artifacts, failure } = yield* verifyBatch(context, input);',
    `const taken = own.artifacts.map(({ artifact, digest }) => ({
      artifact, outcome: 'delivered' as const, sourceDigest: digest, targetDigest: digest,
    }));
    const { artifacts, failure } = imported.ending.value.runFailure
      ? yield* verifyBatch(context, input)
      : { artifacts: taken, failure: undefined };`,
  ),
  one(
    'the target is looked at once only',
    'orchestrations/verifyBatch.ts',
    'if (open.length === 0 || lookedAt >= deadline) break;',
    'if (open.length < Infinity) break;',
  ),
  one(
    'a failed import run ends the transfer unverified',
    'orchestrations/importBlob.ts',
    "return run && ending.end === 'failed' ? { ending: done({ runFailure: ending.failure }), found } : { ending, found };",
    'return { ending, found };',
  ),
  one(
    'blobs are deleted before anything is verified',
    'orchestrations/batch.ts',
    'const { artifacts, failure } = yield* verifyBatch(context, input);',
    `const early = verifiedBatch(own, { ...found }, []);
    early.report.outcome = 'succeeded';
    yield* callUntilDone(context, 'storeBatchResult', { transferId: input.transferId, result: early });
    yield* callActivity(context, 'cleanUp', { transferId: input.transferId, batch: own.name }, input);
    const { artifacts, failure } = yield* verifyBatch(context, input);`,
  ),
  one(
    'a cancel is not heard while a step waits',
    'orchestrations/pause.ts',
    'if (yield* isCanceled()) return true;',
    'yield* isCanceled();',
  ),
  one(
    'a cancel flag that cannot be read counts as a cancel',
    'orchestrations/call.ts',
    "return look.end === 'done' && look.value.cancelRequested;",
    "return look.end !== 'done' || look.value.cancelRequested;",
  ),
  one(
    'a canceled transfer still starts its runs',
    'activities/runs/startRun.ts',
    'if (!(await transfers.isCancelRequested(transferId))) return startedBy(await create());',
    'if (!(await transfers.isCancelRequested(transferId)) || runName !== "") return startedBy(await create());',
  ),
  one(
    'a run whose creation nobody heard is not looked for',
    'orchestrations/followRun.ts',
    "if (started.end === 'failed' && !started.uncertain) return { ending: started };",
    "if (started.end === 'failed') return { ending: started };",
  ),
  one(
    'the manifest is not there before the blob',
    'orchestrations/batch.ts',
    "const described = yield* callActivity(context, 'writeManifest', manifest, input);",
    'const described = done({ written: true, ...manifest });',
  ),
  one(
    'a blob of the same length is taken for the copy',
    'domain/copy/exportedBlob.ts',
    'return target.contentMd5 !== undefined && target.contentMd5 === source.contentMd5;',
    'return true;',
  ),
  one(
    'blocks of a canceled copy stay',
    'activities/upkeep/cleanUp.ts',
    'if ((await blockLists.staged(target, name)).size > 0) await blockLists.discard(target, name);',
    '',
  ),
  one(
    'clean-up that failed is not told',
    'activities/upkeep/cleanUp.ts',
    'return { blob, why: error.message, error };',
    'return { blob };',
  ),
  one(
    'a transfer that was cut off is left alone',
    'functions/start/takeUp.ts',
    'if (report || (instance && !isCutOff(instance, deps.machine.now()))) return end;',
    'if (report || instance || isCutOff) return end;',
  ),
  one(
    'blobs are removed under a run that may still read them',
    'domain/report/cleanUp.ts',
    'if (importRun) return both({',
    'if (importRun && keepBlobs) return both({',
  ),
  one(
    'an image counts as delivered by its digest alone',
    'activities/verify/verifyArtifacts.ts',
    'if (missing.length > 0) {',
    'if (missing.length > 1_000) {',
  ),
  one(
    'what the ledger could not note is not told',
    'domain/report/composeReport.ts',
    'return result.artifacts.some(isDone) && ledgerFailure ? [ledgerFailure] : [];',
    'return result.artifacts.some(isDone) && ledgerFailure ? [] : [];',
  ),
  one(
    'a later life of a batch does not look after its ledger',
    'orchestrations/lookAfterBatch.ts',
    "const recorded = yield* callRegardless(context, 'recordDelivered', own, input);",
    "const recorded = yield* callRegardless(context, input.life === undefined ? 'recordDelivered' : 'openBatch', own, input);",
  ),
  one(
    'an activity throws what it should return',
    'activities/settle.ts',
    'if (!transient && !mayPassSoon) return end;',
    'if (!transient && !mayPassSoon) throw error;',
  ),
  one(
    "a service's words are kept as they are, secrets included",
    'domain/redact.ts',
    'return SECRETS.reduce((clean, [secret, mark]) => clean.replace(secret, mark), text);',
    'return SECRETS.length > 0 ? text : text;',
  ),
  one(
    'only the first half of a batch that failed is tried again',
    'domain/report/bisect.ts',
    'return [artifacts.slice(0, middle), artifacts.slice(middle)];',
    'return [artifacts.slice(0, middle)];',
  ),
  one(
    'what parts of a batch found does not count',
    'domain/report/batchResult.ts',
    'latest.get(artifact.artifact) ?? artifact',
    'latest.get(result.report.batch) ?? artifact',
  ),
  one(
    'a later life forgets the parts that an earlier one began',
    'orchestrations/tryPartsAgain.ts',
    'if (parts.length === 0 && life === undefined) return [];',
    'if (parts.length === 0 || life !== undefined) return parts;',
  ),
  one(
    'a later life takes a batch for claimed that an earlier one has claimed',
    'activities/plan/takeBatch.ts',
    '`${life}-${number}`, { lane, turn }',
    '`${life.slice(0, 0)}${number}`, { lane, turn: turn + life.length }',
  ),
  one(
    'the parts of a batch are not told of',
    'orchestrations/tryPartsAgain.ts',
    'tried.push(...parts.map(({ name }) => name));',
    'tried.push(...parts.map(({ artifacts }) => String(artifacts.length)));',
  ),
  one(
    'what the ledger has counts as new',
    'activities/plan/selectArtifacts.ts',
    'const known = everything ? undefined : await ledger.ofRepository(route, repository, what);',
    'const known = everything ? await ledger.ofRepository(route, repository, what) : undefined;',
  ),
  one(
    'signatures and the like stay behind',
    'domain/planning/selectedRepository.ts',
    "if (selection.referrers === 'none') return { ...found, ...belonging };",
    "if (repository !== '') return { ...found, ...belonging };",
  ),
  one(
    'a blob that is replaced is taken for the one before',
    'domain/names.ts',
    "hash('arrival', container, name, String(size), contentMd5 ?? `etag ${etag}`)",
    "hash('arrival', container, name, [size, contentMd5, etag].slice(3).join())",
  ),
  one(
    'the sweep looks at one page only',
    'functions/sweep/sweepArrivals.ts',
    'page = listed.next;',
    'page = undefined;',
  ),
  one(
    'an arrival is removed that is not verified',
    'activities/arrivals/removeArrival.ts',
    "if (outcome !== 'succeeded') return 'Not all that it holds is verified.';",
    "if (outcome === 'failed') return 'Not all that it holds is verified.';",
  ),
  one(
    'a manifest is not held against its blob',
    'domain/arrivals/readManifest.ts',
    'if (mismatch !== undefined) return { mismatch };',
    'if (mismatch !== undefined && said.size === 0) return { mismatch };',
  ),
  one(
    'a blob without a Content-MD5 is compared by its length alone',
    'activities/arrivals/lookAtArrival.ts',
    'return contentMd5 === undefined ? { lengthAlone: { blob, etag, size } } : {};',
    'return contentMd5 === blob ? { lengthAlone: { blob, etag, size } } : {};',
  ),
  one(
    'what arrives is imported whatever its folder',
    'functions/events/routeOfArrival.ts',
    'name.startsWith(arrivals.prefix)).sort(inOrder)',
    'name.startsWith(arrivals.prefix.slice(0, 1))).sort(inOrder)',
  ),
  one(
    'what is pushed while a transfer of pushes waits is forgotten with it',
    'functions/timers/tickPushes.ts',
    'await pushes.forget(name, claim.pushes);',
    'await pushes.forget(name, await pushes.noted(name));',
  ),
  one(
    'a claim of pushes starts another transfer at every try',
    'functions/timers/tickPushes.ts',
    'id: claim.transfer, route: name,',
    'id: pushTransferId(name, String(deps.machine.now())), route: name,',
  ),
  {
    name: 'what was pushed to a busy route is given up',
    changes: [
      {
        file: 'functions/timers/tickPushes.ts',
        find: `waits: \${error.message}\`);
      return;`,
        replace: `waits: \${error.message}\`);`,
      },
      {
        file: 'functions/timers/tickPushes.ts',
        find: 'if (!(error instanceof IdempotencyKeyReusedError)) throw error;',
        replace: 'if (!(error instanceof IdempotencyKeyReusedError) && !isRefusal(error)) throw error;',
      },
    ],
  },
  one(
    'a push that could not be noted is acknowledged',
    'functions/events/imagePushed.ts',
    'return deps.pushes.note(route, push, at);',
    'return deps.pushes.note(route, push, at).catch(() => undefined);',
  ),
  {
    name: 'a cleanup removes what is not verified',
    changes: [
      {
        file: 'domain/retention/decideBlob.ts',
        find: "if (proof === 'none') return keep(NOT_VERIFIED);",
        replace: '',
      },
      {
        file: 'domain/retention/decideBlob.ts',
        find: "if (proof === 'none') return undefined;",
        replace: "if (proof === 'none') return blobDays;",
      },
    ],
  },
  one(
    'a cleanup removes runs of transfers that go on',
    'domain/retention/decideRun.ts',
    "if (standing?.is === 'open') return keep(NOT_ENDED);",
    '',
  ),
  one(
    'a cleanup leaves none of the newest runs',
    'domain/retention/decideRun.ts',
    'if (isAmongNewest) return keep(NEWEST);',
    '',
  ),
  one(
    'a run that was refused while a role was new is not made again',
    'orchestrations/runPipeline.ts',
    "if (followed.ending.end !== 'failed' || attempt === MOST_RUNS) return found;",
    "if (followed.ending.end !== 'failed' || attempt <= MOST_RUNS) return found;",
  ),
  one(
    'a run that was refused while a role was new is made again at once',
    'orchestrations/awaitNewRole.ts',
    'secondsUntil(context, until)',
    'Math.min(0, secondsUntil(context, until))',
  ),
  one(
    'a cleanup starts while the app is drained',
    'functions/start/startCleanup.ts',
    'await requireNotDraining(deps.pauses);',
    '',
  ),
  {
    name: 'a drain does not see what runs',
    changes: [
      UNSEEN_ORCHESTRATIONS,
      {
        file: 'functions/drain/listAliveTransfers.ts',
        find: "{ states: ['accepted', 'running'] }",
        replace: "{ states: ['accepted'] }",
      },
    ],
  },
  {
    name: 'a drain does not see imports of what arrived',
    changes: [
      UNSEEN_ORCHESTRATIONS,
      {
        file: 'functions/drain/listAliveTransfers.ts',
        find: 'if (record.createdAt !== since) return undefined;',
        replace: 'if (record.createdAt !== since || record.arrival) return undefined;',
      },
    ],
  },
];

/**
 * A text with the change in it.
 *
 * @throws Error when what is to be replaced does not stand there exactly once: then the mutant has to be written anew
 */
export function mutated(text: string, { file, find, replace }: Change): string {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`src/${file} holds ${count} times, instead of once: ${find}`);
  return text.replace(find, () => replace);
}
