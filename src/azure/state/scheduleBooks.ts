import type { ContainerClient } from '@azure/storage-blob';
import type { ScheduleBooks } from '../../domain/ports/scheduleBooks';
import type { ScheduleBook } from '../../domain/schedule/scheduleBook';
import { createVersionedDocuments } from '../storage/versionedTexts';
import { routesBelow } from './routesBelow';
import { STATE_ROLE } from './stateRole';

const PREFIX = 'schedules/';

/**
 * Keeps how far the schedules of a route have been looked at as the blob `schedules/<route>.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createScheduleBooks(container: ContainerClient): ScheduleBooks {
  const blobs = createVersionedDocuments<ScheduleBook>(container, STATE_ROLE);
  return {
    routes: () => routesBelow(container, PREFIX),
    async read(route) {
      const found = await blobs.read(nameOf(route));
      return found && { book: found.document, version: found.etag };
    },
    write: (route, book, version) => blobs.replace(nameOf(route), book, version),
  };
}

function nameOf(route: string): string {
  return `${PREFIX}${route}.json`;
}
