import type { Finding } from '../domain/doctor/finding';
import { FerryError } from '../domain/failures/errors';
import { internalError, type Failure } from '../domain/failures/failure';
import type { Doctor } from '../domain/ports/doctor';
import { redact } from '../domain/redact';
import type { Route } from '../domain/route';
import { END_NAMES } from '../domain/runs/runFilter';
import { newRoleActsBy } from './access/newRoleActsBy';
import { askEachOnce } from './askEachOnce';
import { notCheckable, type Check, type Found } from './check';
import { CHECKS } from './checks';
import type { DoctorDependencies } from './dependencies';

/** For each check: whoever waits for all of them gives up at some time. Of the cheap look that is after ten seconds (`openTransfer`): one slow row is not to cost all others. */
const DEADLINE_MS = 20_000;
const CHEAP_DEADLINE_MS = 8_000;

/** Runs all checks of a route at once, each with a deadline of its own. */
export function createDoctor(deps: DoctorDependencies, checks: readonly Check[] = CHECKS): Doctor {
  const run = async (route: Route, meant: readonly Check[], deadlineMs = DEADLINE_MS): Promise<Finding[]> => {
    const asking = askEachOnce(deps);
    const looks = meant.flatMap((check) => looksOf(asking, check, route));
    return Promise.all(looks.map((look) => findWithin(deps, look, deadlineMs)));
  };
  const cheap = checks.filter(({ isCheap }) => isCheap);
  return {
    examine: (route, only) => (only === 'cheap' ? run(route, cheap, CHEAP_DEADLINE_MS) : run(route, checks)),
    async explain(route, codes) {
      const meant = checks.filter(({ explains }) => explains.some((code) => codes.includes(code)));
      return (await run(route, meant)).filter(({ status }) => status === 'failed' || status === 'warning');
    },
    newRoleActsBy: (...asked) => newRoleActsBy(deps, ...asked),
  };
}

interface Look extends Pick<Finding, 'check' | 'end' | 'question'> {
  run(): Promise<Found>;
}

function looksOf(deps: DoctorDependencies, check: Check, route: Route): Look[] {
  const { code, question } = check;
  if (check.about === 'route') return [{ check: code, question, run: () => check.look(deps, route) }];
  return END_NAMES.flatMap((name) => {
    const end = check.only === undefined || check.only === name ? route[name] : undefined;
    return end ? [{ check: code, question, end: name, run: () => check.look(deps, { route, name, end }) }] : [];
  });
}

async function findWithin(
  { machine }: DoctorDependencies,
  { run, ...look }: Look,
  deadlineMs: number,
): Promise<Finding> {
  const over = new AbortController();
  const late = machine
    .wait(deadlineMs, over.signal)
    .then(() => notCheckable(`There was no answer within ${deadlineMs / 1000} seconds.`));
  try {
    const found = await Promise.race([run(), late]);
    return { ...look, ...found, evidence: redact(found.evidence) };
  } catch (error) {
    return { ...look, ...whyNot(error instanceof FerryError ? error.toFailure() : internalError(error)) };
  } finally {
    over.abort();
  }
}

function whyNot({ message, nextStep, correlationId }: Failure): Found {
  return { ...notCheckable(redact(message), { say: nextStep }), ...(correlationId !== undefined && { correlationId }) };
}
