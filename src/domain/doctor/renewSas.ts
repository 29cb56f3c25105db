import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import type { Fix } from './finding';
import { fixBy } from './fixBy';

/** Has the app issue another SAS where it is the app that makes the one in a secret; undefined where somebody else does. */
export function renewSas(
  routeName: string,
  name: EndName,
  { pipelineSettings }: Pick<RouteEnd, 'pipelineSettings'>,
  secretUri: string,
): Fix | undefined {
  if (pipelineSettings?.sas === undefined || pipelineSettings.secretUri === undefined) return undefined;
  if (plain(pipelineSettings.secretUri) !== plain(secretUri)) return undefined;
  return fixBy(
    'Have the app issue another SAS, which it puts into the secret itself.',
    `curl -X POST "$FERRY_URL/api/routes/${routeName}/sas?end=${name}&renew=true" -H "x-functions-key: $FERRY_KEY"`,
    routeName,
  );
}

function plain(uri: string): string {
  return uri.replace(/\/+$/, '').toLowerCase();
}
