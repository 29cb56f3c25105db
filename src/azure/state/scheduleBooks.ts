import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { ScheduleBooks } from '../../domain/ports/scheduleBooks';
import type { ScheduleBook } from '../../domain/schedule/scheduleBook';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { routesBelow } from './routesBelow';
import { STATE_ROLE } from './stateRole';

const PREFIX = 'schedules/';

const KIND: DocumentKind = {
  shape: z.looseObject({
    schedules: z.array(
      z.looseObject({
        ...{ name: z.string(), cron: z.string(), timeZone: z.string() },
        ...{ after: z.iso.datetime(), open: z.array(z.iso.datetime()), pauseEnd: z.iso.datetime().optional() },
        runs: z.array(z.looseObject({ due: z.iso.datetime(), at: z.iso.datetime() })),
      }),
    ),
  }),
  without: 'delete the blob: the schedules of the route begin anew with their next due times.',
};

/**
 * Keeps how far the schedules of a route have been looked at as the blob `schedules/<route>.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createScheduleBooks(container: ContainerClient): ScheduleBooks {
  const blobs = createVersionedDocuments<ScheduleBook>(container, STATE_ROLE, KIND);
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
