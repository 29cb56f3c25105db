import { fewMistakes, tellMistakes } from '../validation/fewMistakes';
import type { Mistake } from '../validation/mistake';
import { quote } from '../validation/quote';
import { countOf, firstOf } from './inWords';
import { RequestError } from './requestErrors';

/** More than there are: the answer lists all of them, because nothing else does. */
const MOST_SETTINGS = 50;

/** The routes file has no route of that name. */
export class RouteUnknownError extends RequestError {
  readonly code = 'route_unknown';
  constructor(route: string, known: readonly string[]) {
    super(
      `There is no route named ${quote(route)}.`,
      known.length === 0
        ? 'The routes file has no usable route: GET /api/routes says why.'
        : `Use one of: ${firstOf(known)}. GET /api/routes shows them.`,
    );
  }
}

/** The route has mistakes in the routes file. */
export class RouteInvalidError extends RequestError {
  readonly code = 'route_invalid';
  override readonly mistakes: readonly Mistake[];
  constructor(route: string, mistakes: readonly Mistake[]) {
    super(
      `The route "${route}" cannot be used: ${tellMistakes(mistakes)}.`,
      'Correct the routes file at the places that "errors" lists.',
    );
    this.mistakes = fewMistakes(mistakes, 'file');
  }
}

/** The route lacks the end that is needed: a transfer starts at a source, a rebuild of the ledger asks the target. */
export class RouteIncompleteError extends RequestError {
  readonly code = 'route_incomplete';
  constructor(route: string, lacking: 'source' | 'target', reason = 'a transfer starts at one') {
    super(
      `The route "${route}" has no ${lacking}; ${reason}.`,
      `Add "${lacking}" to the route in the routes file, or use a route that has one.`,
    );
  }
}

/** The route takes one transfer at a time, refuses others meanwhile, and one runs. */
export class RouteBusyError extends RequestError {
  readonly code = 'route_busy';
  /** @param running  id of the transfer that runs */
  constructor(
    route: string,
    readonly running: string,
  ) {
    super(
      `The transfer ${running} of the route "${route}" is running, and the route refuses others meanwhile (whenBusy).`,
      `Send the request again when GET /api/transfers/${running} shows a report, or cancel that transfer; whenBusy: queue would have it wait.`,
    );
  }
}

/** The routes file could not be read. */
export class RoutesUnreadableError extends RequestError {
  readonly code = 'routes_unreadable';
  constructor(cause: unknown) {
    super(
      'The routes file cannot be read from the place that the app setting FERRY_ROUTES names.',
      "Correct FERRY_ROUTES, or give the app access to that file; the app's log has the reason.",
      { cause },
    );
  }
}

/** The app settings have mistakes, so nothing works before somebody corrects them: whoever can wait is told to. */
export class SettingsInvalidError extends RequestError {
  readonly code = 'settings_invalid';
  override readonly transient = true;
  override readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    super(
      `The app settings have ${countOf(mistakes)}: ${tellMistakes(mistakes)}.`,
      'Correct the app settings; the app starts anew with them. If this ended a transfer, retry it then (POST …/retry).',
      { remedy: 'Correct the app settings that "errors" lists; the app starts anew with them.' },
    );
    this.mistakes = fewMistakes(mistakes, 'app settings', MOST_SETTINGS);
  }
}
