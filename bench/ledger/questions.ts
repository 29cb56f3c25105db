import { createHash } from 'node:crypto';
import type { DeliveredArtifact } from '../../src/domain/ledger/entry';
import type { Ledger } from '../../src/domain/ports/ledger';

export const ROUTE = 'prod';

/** A ledger of a size and a shape. */
export interface Shape {
  name: string;
  repositories: number;
  tagsEach: number;
}

/** One thing that is asked of a ledger, or done to it. */
export interface Question {
  name: string;
  ask(ledger: Ledger, run: number): Promise<unknown>;
}

const BATCH = 50;
const AT_ONCE = 8;

function artifactOf(repository: number, tag: number): DeliveredArtifact {
  const digest = `sha256:${createHash('sha256').update(`${repository} ${tag}`).digest('hex')}`;
  return { repository: `team-${repository % 20}/app-${repository}`, tag: `1.${tag}.0`, digest };
}

export function everythingIn({ repositories, tagsEach }: Shape): DeliveredArtifact[] {
  return Array.from({ length: repositories * tagsEach }, (_, index) =>
    artifactOf(index % repositories, Math.floor(index / repositories)),
  );
}

/** What is asked, as far as the shape has it; what changes a ledger comes last. */
export function questionsFor({ repositories, tagsEach }: Shape): Question[] {
  const some = artifactOf(repositories >> 1, tagsEach >> 1);
  const { repository, digest, tag = '' } = some;
  const page = { limit: 100 };
  const all = Array.from({ length: repositories }, (_, index) => artifactOf(index, 0).repository);
  return [
    { name: 'repository and digest', ask: (ledger) => ledger.find(ROUTE, { repository, digest }, page) },
    { name: 'repository, first page', ask: (ledger) => ledger.find(ROUTE, { repository }, page) },
    { name: 'digest alone', ask: (ledger) => ledger.find(ROUTE, { digest }, page) },
    { name: 'tag alone, first page', ask: (ledger) => ledger.find(ROUTE, { tag }, page) },
    { name: 'everything, first page', ask: (ledger) => ledger.find(ROUTE, {}, page) },
    { name: 'what is known of a repository', ask: (ledger) => ledger.ofRepository(ROUTE, repository) },
    ...(repositories > 1
      ? [{ name: `the same of all ${repositories.toLocaleString('en')}`, ask: (ledger: Ledger) => askAll(ledger, all) }]
      : []),
    {
      name: `noting a batch of ${BATCH}, known already`,
      ask: (ledger) => ledger.record(ROUTE, { id: 't0', at: timeOf(0) }, batchOf(repositories, 0)),
    },
    {
      name: `noting a new batch of ${BATCH}`,
      ask: (ledger, run) =>
        ledger.record(ROUTE, { id: `t${run + 1}`, at: timeOf(run + 1) }, batchOf(repositories, tagsEach + run * BATCH)),
    },
  ];
}

/** ISO 8601. */
export function timeOf(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

/** As batches are cut: few repositories, several tags of each. */
function batchOf(repositories: number, firstTag: number): DeliveredArtifact[] {
  const spread = Math.min(10, repositories);
  return Array.from({ length: BATCH }, (_, index) => artifactOf(index % spread, firstTag + Math.floor(index / spread)));
}

async function askAll(ledger: Ledger, repositories: readonly string[]): Promise<void> {
  const queue = [...repositories];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await ledger.ofRepository(ROUTE, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
