import { readEventFields } from '../eventFields';

const CREATED = 'Microsoft.Storage.BlobCreated';
const SUBJECT = /^\/?blobServices\/default\/containers\/([^/]+)\/blobs\/([^]+)$/;
const CONTAINER = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
/** Host, and the path after it: the account first where storage is emulated, then container and blob. */
const URL_OF_BLOB = /^https:\/\/([^/\\?#@\s]+)\/([^?#]+)$/i;
const LONGEST_NAME = 1_024;
const CONTROL = /\p{Cc}/u;
/** Half of a character: no request can carry it. */
const LONE_SURROGATE = /\p{Cs}/u;

/** A blob that an event says was created. It is not known yet whether there is one. */
export interface AnnouncedBlob {
  /** `https://{host}/[{account}/]{container}`, as it was written. */
  containerUri: string;
  /** As the service keeps it: not percent-encoded. */
  name: string;
}

/** Why an event is none of a blob that was created. */
export type Unread = 'another event' | 'no event that can be read';

/**
 * Reads an event of Azure Storage, in the Event Grid schema or as a CloudEvent 1.0. Whatever it is given, it answers; anybody may have
 * written it. The blob's name is the subject's, and the address has to say the same, encoded or not: nothing of it is resolved, so
 * that no name leads out of its container.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export function readBlobEvent(event: unknown): { blob: AnnouncedBlob } | { unread: Unread } {
  const { kind, isKnownSchema, subject, data } = readEventFields(event);
  if (typeof kind === 'string' && kind !== CREATED) return { unread: 'another event' };
  const blob = kind === CREATED && isKnownSchema ? announcedBlob(subject, data['url']) : undefined;
  return blob ? { blob } : { unread: 'no event that can be read' };
}

function announcedBlob(subject: unknown, url: unknown): AnnouncedBlob | undefined {
  if (typeof subject !== 'string' || typeof url !== 'string') return undefined;
  const [, container = '', name = ''] = SUBJECT.exec(subject) ?? [];
  const [, host = '', path = ''] = URL_OF_BLOB.exec(url) ?? [];
  if (!CONTAINER.test(container) || !isBlobName(name)) return undefined;
  const account = /^[a-z0-9-]+\//.exec(path)?.[0] ?? '';
  const before = ['', account].find((start) => {
    const until = `${start}${container}/`;
    return path.startsWith(until) && spells(path.slice(until.length), name);
  });
  return before === undefined ? undefined : { containerUri: `https://${host}/${before}${container}`, name };
}

/** Whether a path is a name, percent-encoded or not. */
function spells(path: string, name: string): boolean {
  try {
    return path === name || decodeURIComponent(path) === name;
  } catch {
    return false;
  }
}

/** Whether a blob of that name can be asked for. The segments `.` and `..` would be resolved on the way, and lead elsewhere. */
export function isBlobName(name: string): boolean {
  if (name.length === 0 || name.length > LONGEST_NAME || CONTROL.test(name) || LONE_SURROGATE.test(name)) return false;
  return name.split('/').every((segment) => segment !== '.' && segment !== '..');
}
