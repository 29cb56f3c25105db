import type { ContainerClient } from '@azure/storage-blob';
import { sweepTime } from '../../domain/names';
import type { Sweeps } from '../../domain/ports/sweeps';
import type { Sweep, SweepPlace } from '../../domain/sweeps/sweep';
import { toFerryError } from '../serviceError';
import { createJsonBlobs } from '../storage/jsonBlobs';
import { nothingWhereDamaged } from './nothingWhereDamaged';
import { STATE_ROLE } from './stateRole';

const PLACE = 'sweeps/place.json';
const RECORDS = 'sweeps/records/';
/** The largest time a Date can hold: subtracting from it turns the order of names to newest first. */
const END_OF_TIME = 8_640_000_000_000_000;

/**
 * Keeps sweeps as blobs of one container: `sweeps/place.json` where the next one goes on, `sweeps/records/` what each did and found,
 * in names that sort newest first.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createSweeps(container: ContainerClient): Sweeps {
  const blobs = createJsonBlobs(container, STATE_ROLE);

  /** Names of records, newest first, from `after` on. */
  async function names(after: string, most = Infinity): Promise<string[]> {
    const found: string[] = [];
    try {
      for await (const { name } of container.listBlobsFlat({ prefix: RECORDS })) {
        if (name > after && found.push(name) >= most) break;
      }
    } catch (error) {
      throw toFerryError(error, `list ${RECORDS} in ${container.url}`, STATE_ROLE);
    }
    return found;
  }

  return {
    readPlace: async () => (await blobs.read<SweepPlace>(PLACE).catch(nothingWhereDamaged)) ?? {},
    writePlace: (place) => blobs.write(PLACE, place),
    async keep(sweep, most) {
      await blobs.write(recordName(sweep.id), sweep);
      for (const old of (await names('')).slice(most)) await blobs.remove(old);
    },
    async list({ limit, cursor }) {
      const found = await names(cursor === undefined ? '' : recordName(cursor), limit + 1);
      const shown = found.slice(0, limit);
      const sweeps = (await Promise.all(shown.map((name) => blobs.read<Sweep>(name)))).flatMap((sweep) => sweep ?? []);
      const last = shown.at(-1);
      const next = found.length > limit && last !== undefined ? last.slice(RECORDS.length + 17, -'.json'.length) : '';
      return { sweeps, ...(next !== '' && { cursor: next }) };
    },
  };
}

function recordName(id: string): string {
  return `${RECORDS}${String(END_OF_TIME - sweepTime(id)).padStart(16, '0')}-${id}.json`;
}
