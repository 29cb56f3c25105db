import type { DrainView } from '../src/functions/http/schemas/drainView';
import { printable } from './printable';

/** How the drain stands, and one row for each thing that is alive. */
export function describeDrain(view: DrainView): string {
  const { draining, drained, begun, ended, appVersion, alive, more = 0 } = printable(view);
  const count = alive.length + more;
  const still = count === 0 ? 'nothing is alive' : `${count} ${count === 1 ? 'is' : 'are'} alive`;
  const since = begun ? ` since ${begun.at}, by ${begun.by.name}${reasonOf(begun.reason)}` : '';
  const state = draining
    ? `${drained ? 'drained' : 'draining'}${since}`
    : `not draining${ended ? ` since ${ended.at}` : ''}`;
  const rows = alive.map(
    (one) =>
      `  ${one.kind.padEnd('transfer'.length)}  ${one.id}${one.route === undefined ? '' : `  ${one.route}`}  since ${one.since}, ` +
      `started by ${one.appVersion ?? 'an earlier version'}` +
      (one.orchestration === undefined ? '' : `; it has its report, and the orchestration ${one.orchestration} lives`),
  );
  return [`acr-ferry ${appVersion}: ${state}; ${still}`, ...rows, ...(more > 0 ? [`  and ${more} more`] : [])].join(
    '\n',
  );
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`;
}
