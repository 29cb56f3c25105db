import { FerryError } from '../../../domain/failures/errors';
import type { NamedEnd } from '../../runs/endsOf';
import type { SasDependencies } from '../../sas/issueSas';
import { lookAtSas, type SasLook } from '../../sas/lookAtSas';
import type { NamedSecret } from '../../sas/sasEnds';
import type { SasView } from '../schemas/sasView';

const DAY_MS = 86_400_000;

/** A secret with a SAS, and what it holds; one that cannot be read says why. */
export async function viewSas(
  deps: Pick<SasDependencies, 'settings' | 'sasSecrets' | 'machine'>,
  route: string,
  at: NamedEnd,
  secret: NamedSecret,
): Promise<SasView> {
  const place = { end: at.name, ...secret };
  try {
    const look = await lookAtSas(deps, route, at, secret);
    if (!look) return { ...place, managed: false, problem: 'There is no such secret.' };
    return { ...place, ...viewLook(look, deps.machine.now()) };
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    return { ...place, managed: false, failure: error.toFailure() };
  }
}

function viewLook(
  { version, managed, facts, renewsAt }: SasLook,
  now: number,
): Omit<SasView, 'end' | 'secretUri' | 'usedBy'> {
  const { isSas: _isSas, startsAt, expiresAt, problem, ...rest } = facts;
  return {
    ...{ version, managed, ...rest },
    ...(startsAt !== undefined && { startsAt: textOf(startsAt) }),
    ...(expiresAt !== undefined && {
      expiresAt: textOf(expiresAt),
      daysLeft: Math.floor(((expiresAt - now) / DAY_MS) * 10) / 10,
    }),
    ...(renewsAt !== undefined && { renewsAt: textOf(renewsAt) }),
    ...(problem !== undefined && { problem: `What is there ${problem}.` }),
  };
}

function textOf(time: number): string {
  return new Date(time).toISOString();
}
