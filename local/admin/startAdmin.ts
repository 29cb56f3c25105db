import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../../src/domain/validation/parseJson';
import type { EventGrid } from '../eventGrid/startEventGrid';
import { answerJson, readBody } from '../http/answer';
import { type RunningServer, startServer } from '../http/startServer';
import type { Platform } from '../platform';
import type { AdminRequest } from './adminRequest';
import { answerAdmin } from './answerAdmin';
import { AdminInputError } from './adminInputError';
import { type Admin, createAdmin } from './createAdmin';
import type { ResourceAddress } from './resourceAddress';

/**
 * Serves the admin endpoint over plain http and hands out the object that the emulated services ask.
 *
 * @param options.port 0 takes any free port. @param options.folder keeps settings and role assignments.
 * @param options.storageGate false when no gate stands in front of storage: its steps are refused then.
 * @param options.addresses resources whose roles may be given at their URI or at their resource id.
 * @param options.eventGrid shown and changed under `/admin/events`.
 */
export async function startAdmin(
  platform: Platform,
  options: {
    port: number;
    folder: string;
    storageGate?: boolean;
    eventGrid?: EventGrid;
    addresses?: readonly ResourceAddress[];
  },
): Promise<RunningServer & { admin: Admin }> {
  const { folder, storageGate = true, eventGrid, addresses = [] } = options;
  const parts = { storageGate, ...(eventGrid && { eventGrid }) };
  const admin = createAdmin(platform, { folder, addresses });
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { status, body } = await answerAdmin(admin, { ...(await readRequest(request)), ...parts });
      answerJson(response, status, body);
    } catch (error) {
      if (!(error instanceof AdminInputError)) throw error;
      answerJson(response, 400, { error: { message: error.message, mistakes: error.mistakes } });
    }
  };
  const server = await startServer({ name: 'Admin endpoint', port: options.port, listener });
  return { ...server, admin };
}

async function readRequest(request: IncomingMessage): Promise<Omit<AdminRequest, 'storageGate' | 'eventGrid'>> {
  const url = new URL(request.url ?? '/', 'http://admin');
  const text = (await readBody(request)).toString('utf8');
  const parsed = text === '' ? { value: undefined } : parseJson(text);
  if ('mistake' in parsed) throw new AdminInputError([parsed.mistake]);
  const path = decodeURIComponent(url.pathname).split('/').filter(Boolean);
  return { method: request.method ?? 'GET', path, query: url.searchParams, body: parsed.value };
}
