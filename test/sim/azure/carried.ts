import { createHash } from 'node:crypto';
import type { BlobProperties } from '../../../src/domain/copy/exportedBlob';
import type { TransferManifest } from '../../../src/domain/manifest';
import { manifestNameFor } from '../../../src/domain/names';
import { blobUri, type RouteEnd } from '../../../src/domain/route';
import type { TransferRecord } from '../../../src/domain/transferRecord';
import { blobCreatedEvent } from '../../helpers/blobEvents';
import { digestOf } from '../../helpers/fakeRegistries';
import type { FakeStorage } from '../../helpers/fakeStorage';
import type { GridEvent } from '../../helpers/gridEvent';
import type { CarriedBlob, Courier, Mistake } from '../day/courier';
import { faultsOf, type Day } from '../day/day';

type Archive = [artifact: string, digest: string][];

/** What a blob of the courier held from one time on. */
export interface Content {
  /** Its place in the courier's list. */
  blob: number;
  name: string;
  size: number;
  contentMd5: string;
  /** Whether the blob itself says its checksum. */
  saysMd5: boolean;
  archive: Archive;
  /** As it was put there. */
  etag: string;
  putAt: number;
  /** When somebody else than the app replaced or removed it. */
  goneAt?: number;
}

/** A manifest that was put beside a blob. */
export interface LaidManifest {
  at: number;
  name: string;
  of: Content;
  mistake?: Mistake;
}

/** Whether a manifest describes a content. */
export function describes({ name, of, mistake }: LaidManifest, content: Content): boolean {
  return name === content.name && of.contentMd5 === content.contentMd5 && mistake === undefined;
}

/** Whether a transfer is about a content. */
export function isAbout({ arrival }: Pick<TransferRecord, 'arrival'>, content: Content): boolean {
  const isSame = arrival?.name === content.name && arrival.size === content.size;
  return isSame && (content.saysMd5 ? arrival.contentMd5 === content.contentMd5 : arrival.etag === content.etag);
}

interface Surroundings {
  storage: FakeStorage;
  inbox: RouteEnd;
  now: () => number;
  /** Does something at a second of the day. */
  at: (second: number, action: () => void) => void;
  announce: (event: GridEvent, afterSeconds: number) => void;
}

const NO_COURIER: Pick<Courier, 'blobs'> = { blobs: [] };

/** What a courier puts into the container of the import-only route, and what becomes of it there. */
export class Carried {
  readonly contents: Content[] = [];
  readonly manifests: LaidManifest[] = [];
  /** Until when there is something left to do. */
  private lastSecond = 0;
  private readonly byEtag = new Map<string, Content>();

  constructor(
    private readonly day: Day,
    private readonly around: Surroundings,
  ) {
    const { blobs } = day.courier ?? NO_COURIER;
    for (const [place, blob] of blobs.entries()) this.carry(place, blob);
  }

  /** What a blob is, where the courier has brought it. */
  contentOf(blob: BlobProperties | undefined): Content | undefined {
    return this.byEtag.get(blob?.etag ?? '');
  }

  /** Whether a version of a blob was that content. */
  held(etag: string | undefined, content: Content): boolean {
    return this.byEtag.get(etag ?? '') === content;
  }

  /** Whether the courier has brought all that there is. */
  isDone(second: number): boolean {
    return second >= this.lastSecond;
  }

  /** What is in the container now. */
  present(): Content[] {
    const { storage, inbox } = this.around;
    return this.contents.filter((content) => this.contentOf(storage.committed(inbox, content.name)) === content);
  }

  private carry(place: number, blob: CarriedBlob): void {
    const { day } = this;
    const isOwn = (fault: { blob: number }): boolean => fault.blob === place;
    let original: Content | undefined;
    this.at(blob.atSecond, () => {
      original = this.put(place, blob, '');
      this.tell(blob.name, blob.eventAfterSeconds, place);
      for (const { seconds } of faultsOf(day, 'eventAgain').filter(isOwn)) this.announce(blob.name, seconds);
    });
    const late = faultsOf(day, 'manifestLate').filter(isOwn);
    const second = blob.atSecond + blob.manifestAfterSeconds + late.reduce((sum, { seconds }) => sum + seconds, 0);
    const { mistake, mendedAfterSeconds } = faultsOf(day, 'manifestWrong').find(isOwn) ?? {};
    const lay = (wrong: Mistake | undefined) => () => {
      // One that comes before its blob describes what is going to be put there.
      this.lay(original ?? this.describe(place, blob, ''), wrong);
    };
    if (!faultsOf(day, 'manifestLost').some(isOwn)) this.at(second, lay(mistake));
    if (mendedAfterSeconds !== undefined) this.at(second + mendedAfterSeconds, lay(undefined));
    for (const [turn, { afterSeconds, hasManifest }] of faultsOf(day, 'carriedReplaced').filter(isOwn).entries()) {
      this.at(blob.atSecond + afterSeconds, () => {
        // The same content again would be the same arrival.
        const other = this.put(place, blob, 'other '.repeat(turn + 1));
        if (hasManifest) this.lay(other, undefined);
        this.tell(blob.name, blob.eventAfterSeconds, place);
      });
    }
    for (const { afterSeconds } of faultsOf(day, 'carriedLost').filter(isOwn)) {
      this.at(blob.atSecond + afterSeconds, () => this.lose(blob.name));
    }
    for (const { afterSeconds } of faultsOf(day, 'carriedMended').filter(isOwn)) {
      this.at(blob.atSecond + afterSeconds, () => this.mend(blob.name));
    }
  }

  private describe(place: number, { name, artifacts }: CarriedBlob, kind: string): Content {
    const archive = artifacts.map((artifact): [string, string] => [artifact, digestOf(`${kind}${artifact}`)]);
    const size = this.day.settings.blobSize + place;
    const contentMd5 = createHash('md5').update(bytesOf({ name, archive, size })).digest('base64');
    return { etag: '', blob: place, name, size, contentMd5, archive, saysMd5: true, putAt: this.around.now() };
  }

  private put(place: number, blob: CarriedBlob, kind: string): Content {
    const { storage, inbox, now } = this.around;
    const content = this.describe(place, blob, kind);
    const lacks = faultsOf(this.day, 'carriedUnfit').find((fault) => fault.blob === place)?.lacks;
    const metadata = lacks === 'category' ? { metadata: {} } : {};
    const there = this.contentOf(storage.committed(inbox, blob.name));
    if (there) there.goneAt = now();
    const put = storage.put(inbox, blob.name, { size: content.size, ...metadata }, bytesOf(content));
    if (lacks === 'contentMd5') {
      delete put.contentMd5;
      content.saysMd5 = false;
    }
    content.etag = put.etag;
    this.contents.push(content);
    this.byEtag.set(put.etag, content);
    return content;
  }

  private lay(of: Content, mistake: Mistake | undefined): void {
    const { storage, inbox, now } = this.around;
    const name = manifestNameFor(of.name);
    void storage.blobs.putJson(inbox, name, manifestOf(of, mistake));
    if (mistake === 'text') storage.texts.set(blobUri(inbox, name), '{"version": 1,');
    this.manifests.push({ at: now(), name: of.name, of, ...(mistake && { mistake }) });
    this.announce(name, 1);
  }

  private lose(name: string): void {
    const { storage, inbox, now } = this.around;
    const there = this.contentOf(storage.committed(inbox, name));
    if (!there) return;
    there.goneAt = now();
    void storage.blobs.remove(inbox, name);
  }

  /** A blob that has no Content-MD5 would be another one. */
  private mend(name: string): void {
    const { storage, inbox } = this.around;
    const there = storage.committed(inbox, name);
    const content = this.contentOf(there);
    if (!there || !content || there.contentMd5 === undefined) return;
    const { etag: _etag, ...same } = there;
    const mended = { ...same, metadata: { category: 'acr-transfer-blob' } };
    this.byEtag.set(storage.put(inbox, name, mended, bytesOf(content)).etag, content);
  }

  /** An event that is lost is that of the blob, not that of what somebody sends again. */
  private tell(name: string, afterSeconds: number, place: number): void {
    if (faultsOf(this.day, 'eventLost').some(({ blob }) => blob === place)) return;
    this.announce(name, afterSeconds);
  }

  private announce(name: string, afterSeconds: number): void {
    this.around.announce(blobCreatedEvent(this.around.inbox.containerUri, name), afterSeconds);
  }

  private at(second: number, action: () => void): void {
    this.lastSecond = Math.max(this.lastSecond, second);
    this.around.at(Math.max(0, second), action);
  }
}

/** What is in a blob: others of the same length differ. */
function bytesOf({ name, archive, size }: Pick<Content, 'name' | 'archive' | 'size'>): Buffer {
  const seed = createHash('sha256')
    .update(JSON.stringify([name, archive]))
    .digest();
  return Buffer.alloc(size, seed);
}

function manifestOf({ name, size, contentMd5, archive }: Content, mistake: Mistake | undefined): TransferManifest {
  return {
    version: 1,
    transferId: 't0123456789abcdef0123456789abcdef',
    route: 'faraway',
    blob: {
      name,
      size: mistake === 'length' ? size + 1 : size,
      contentMd5: mistake === 'contentMd5' ? 'AAAAAAAAAAAAAAAAAAAAAA==' : contentMd5,
    },
    artifacts: archive.map(([artifact, digest]) => {
      const [repository = '', tag = ''] = artifact.split(':');
      return { artifact, repository, tag, digest: mistake === 'digests' ? digestOf(`no ${artifact}`) : digest };
    }),
    exportedAt: '2025-12-31T00:00:00.000Z',
  };
}
