import type { Fix } from '../../domain/doctor/finding';
import { pipelineWords } from '../../domain/pipelines/pipeline';
import { reasonOf } from '../../domain/pipelineRun';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { Route, RouteEnd } from '../../domain/route';
import { isRefusal, runCauseOf, type RunCause } from '../../domain/runCause';
import { lastFailuresOf } from '../../domain/runs/lastFailures';
import type { RunDetails } from '../../domain/runs/runDetails';
import { tooNewAt } from '../access/tooNewAt';
import { ok, warning, type EndCheck } from '../check';

/** A list has no order that the service promises, and may be as long as the registry is old. */
const BUDGET_MS = 12_000;
const RECENT_DAYS = 14;
const MOST_TOLD = 3;

/** No list is filtered by the service (acr-transfer §5): pages are read until the end, or for some seconds. */
export const lastRuns: EndCheck = {
  code: 'last_runs',
  about: 'end',
  question: 'Did the last runs of the pipeline succeed?',
  isCheap: false,
  symptom: 'Runs of the pipeline fail, whoever starts them: the app, the registry itself or a person.',
  remedy:
    'Mend what the message of the latest failed run names, then retry the transfer, or send a canary where the route has both ends: the row is green after a run that succeeds.',
  explains: ['export_run_failed', 'import_run_failed'],
  async look(deps, { route, name, end }) {
    const { pipelineRuns, machine } = deps;
    const overAt = machine.now() + BUDGET_MS;
    const { runs, isWhole } = await readRuns(pipelineRuns, end, () => machine.now() >= overAt);
    const since = machine.now() - RECENT_DAYS * 24 * 3_600_000;
    const { failed, succeeded } = lastFailuresOf(runs, name, end, since);
    const among = isWhole ? `${runs.length} runs` : `the first ${runs.length} runs, more were too many to read,`;
    const pipeline = pipelineWords(name, end);
    const [latest] = failed;
    if (!latest) {
      if (!succeeded) return ok(`Of ${among} that the registry remembers, none of ${pipeline} ended lately.`);
      return ok(`The last run of ${pipeline} that ended, ${toldRun(succeeded)}, succeeded.`);
    }
    const told = failed.slice(0, MOST_TOLD).map((run) => `${toldRun(run)}: ${reasonOf(run)}`);
    const count = failed.length > MOST_TOLD ? `${failed.length} runs, among them ` : '';
    const cause = causeOf(latest);
    const endedAt = Date.parse(latest.endedAt ?? '');
    const until = isRefusal(cause) ? await tooNewAt(deps, name, end, endedAt, cause.where) : undefined;
    const propagation =
      until === undefined
        ? ''
        : ` The role of its identity, given less than ten minutes before or only since, acts by ${until}: until then a refusal is propagation.`;
    const evidence = `Failed, and none of ${pipeline} succeeded since: ${count}${told.join(' ')}${propagation}`;
    const fix = until === undefined ? fixFor(route, cause) : afterPropagation(route, until);
    return {
      ...warning(evidence, fix),
      ...(latest.correlationId !== undefined && { correlationId: latest.correlationId }),
    };
  },
};

async function readRuns(
  pipelineRuns: Pick<PipelineRuns, 'list'>,
  end: RouteEnd,
  isTimeUp: () => boolean,
): Promise<{ runs: RunDetails[]; isWhole: boolean }> {
  const runs: RunDetails[] = [];
  let page: string | undefined;
  do {
    const listed = await pipelineRuns.list(end, page);
    runs.push(...listed.runs);
    page = listed.next;
  } while (page !== undefined && !isTimeUp());
  return { runs, isWhole: page === undefined };
}

function toldRun({ name, endedAt, createdAt }: RunDetails): string {
  const at = endedAt ?? createdAt;
  return at === undefined ? name : `${name} (${at})`;
}

const PLACES: Record<NonNullable<RunCause['where']>, string> = {
  keyVault: 'The message speaks of the key vault: look at the rows about secrets and access.',
  storage: 'The message speaks of the storage: look at the rows about the container, the SAS and access.',
  pipeline: 'The message speaks of the pipeline: look at the rows about it.',
};

const KINDS: Record<RunCause['kind'], string> = {
  configuration: 'The message speaks of a refusal: look at the rows about access.',
  service: 'The message speaks of something that passes.',
  artifact: 'The message may be about one artifact: look at the row about artifacts.',
};

function causeOf(run: RunDetails): RunCause {
  return runCauseOf(reasonOf(run), run.artifacts);
}

function afterPropagation(route: Route, until: string): Fix {
  return sendCanary(route, `Wait until ${until}, and retry the transfer.`);
}

function fixFor(route: Route, { kind, where }: RunCause): Fix {
  return sendCanary(route, where === undefined ? KINDS[kind] : PLACES[where]);
}

function sendCanary({ name, source, target }: Route, place: string): Fix {
  if (!source || !target) return { say: `${place} This row is green after a run that succeeds.` };
  return {
    say: `${place} Then send a canary through the route: this row is green after a run that succeeds.`,
    command: `curl -X POST "$FERRY_URL/api/routes/${name}/canary" -H "x-functions-key: $FERRY_KEY"`,
  };
}
