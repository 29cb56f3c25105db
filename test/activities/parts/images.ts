import { verifyArtifacts, type VerifiedArtifacts } from '../../../src/activities/verify/verifyArtifacts';
import { planTransfer } from '../../../src/activities/plan/planTransfer';
import type { BegunLook } from '../../../src/activities/parts/begunLook';
import { parseArtifact, type ArtifactReference } from '../../../src/domain/artifact';
import type { PlannedArtifact } from '../../../src/domain/plan';
import type { RouteEnd } from '../../../src/domain/route';
import { createFakes } from '../../helpers/fakes';
import { SOURCE } from '../../helpers/route';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
export const FOREIGN = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip';

type Fakes = ReturnType<typeof createFakes>;

function referenceOf(text: string): ArtifactReference {
  const reference = parseArtifact(text);
  if ('problem' in reference) throw new Error(reference.problem);
  return reference;
}

/** Pushes an image of a config and these layers; layers of FOREIGN that start with `!` are not held by the registry. */
export function pushImage({ registries }: Fakes, end: RouteEnd, layers: string[]): string {
  const configOf = { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2 };
  const put = (content: string) => registries.putBlob(end, 'app', content);
  const document = {
    config: { ...configOf, digest: put('{}') },
    layers: layers.map((name) => {
      const digest = put(name);
      if (name.startsWith('!')) registries.remove(end, 'app', digest);
      return { mediaType: /^[!~]/.test(name) ? FOREIGN : LAYER, digest, size: name.length };
    }),
  };
  return registries.putManifest(end, 'app', IMAGE, document);
}

export function pushIndex({ registries }: Fakes, end: RouteEnd, children: string[]): string {
  const manifests = children.map((digest, at) => {
    return { mediaType: IMAGE, digest, size: 5, platform: { os: 'linux', architecture: `arch${at}` } };
  });
  return registries.putManifest(end, 'app', INDEX, { manifests });
}

export function tag({ registries }: Fakes, end: RouteEnd, name: string, digest: string): void {
  registries.push(end, `app:${name}`, digest);
}

/** The digest of a layer that `pushImage` names. */
export function layerOf(name: string): string {
  return createFakes().registries.putBlob(SOURCE, 'app', name);
}

export function setUp() {
  const fakes = createFakes();
  let time = 0;
  const deps = { ...fakes.deps, machine: { ...fakes.deps.machine, now: () => time } };
  const plan = (texts: string[], begun?: BegunLook, refusals: { acceptRefusals?: true } = {}) =>
    planTransfer(deps, { transferId: 't1', artifacts: texts.map(referenceOf), ...(begun && { begun }), ...refusals });
  const verify = (artifacts: PlannedArtifact[], begun?: BegunLook, refusals: { acceptRefusals?: true } = {}) =>
    verifyArtifacts(deps, { transferId: 't1', batch: { name: 'b1', artifacts }, ...(begun && { begun }), ...refusals });
  const pass = (milliseconds: number) => (time += milliseconds);
  let round: Promise<void> | undefined;
  /** From now on every answer takes so long; requests that are made at once wait at once. */
  const answerAfter = (milliseconds: number) => {
    fakes.registries.beforeLookup = () =>
      (round ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
        round = undefined;
        pass(milliseconds);
      }));
  };
  return { ...fakes, fakes, deps, plan, verify, pass, answerAfter, now: () => time };
}

export const planned = (name: string, digest: string, more: Partial<PlannedArtifact> = {}): PlannedArtifact => {
  return { artifact: `app:${name}`, repository: 'app', tag: name, digest, ...more };
};

type Verify = (artifacts: PlannedArtifact[], begun?: BegunLook) => Promise<VerifiedArtifacts>;

/** As an orchestration does; answers what every call said. */
export async function verifyAll(verify: Verify, artifacts: PlannedArtifact[]): Promise<VerifiedArtifacts[]> {
  const calls: VerifiedArtifacts[] = [];
  for (let open = artifacts; ;) {
    const call = await verify(open, calls.at(-1)?.unfinished?.begun);
    calls.push(call);
    if (!call.unfinished) return calls;
    if (calls.length > 500) throw new Error('It comes to no end.');
    const told = new Set(calls.flatMap((each) => each.artifacts.map(({ artifact }) => artifact)));
    open = open.filter(({ artifact }) => !told.has(artifact));
  }
}
