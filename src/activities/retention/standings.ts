import { FerryError } from '../../domain/failures/errors';
import type { Standing } from '../../domain/retention/standing';
import type { ActivityDependencies } from '../dependencies';

type Dependencies = Pick<ActivityDependencies, 'transfers'>;

const ANOTHER_ROUTE = 'Its transfer is of another route than its name says.';

/**
 * Tells how transfers stand, each asked for once: an ended one does not begin again.
 */
export function createStandings({ transfers }: Dependencies, route: string): (id: string) => Promise<Standing> {
  const known = new Map<string, Promise<Standing>>();
  return (id) => {
    const found = known.get(id) ?? look(id);
    known.set(id, found);
    return found;
  };

  async function look(id: string): Promise<Standing> {
    try {
      const [record, report] = await Promise.all([transfers.find(id), transfers.readReport(id)]);
      if (!record) return { is: 'unknown' };
      if (record.route !== route) return { is: 'unclear', why: ANOTHER_ROUTE };
      return report ? { is: 'ended', report } : { is: 'open' };
    } catch (error) {
      // Weather is worth another try of all; what stays so keeps what it concerns.
      if (!(error instanceof FerryError) || error.transient) throw error;
      return { is: 'unclear', why: `Its transfer could not be looked up: ${error.message}` };
    }
  }
}
