import type { Named } from './named';
import type { CloudProfile, CredentialReference, Route, RouteEnd, RouteMistake } from '../../domain/route';
import { nearest } from '../../domain/validation/nearest';
import { describe } from '../../domain/validation/describe';
import { isPlainName } from '../../domain/validation/harmless';
import { invisibleProblem } from '../../domain/validation/invisible';
import { type Path, showPath } from '../../domain/validation/showPath';
import { validate } from '../../domain/validation/validate';
import {
  DEFAULT_COPY,
  DEFAULT_KEEP_BLOBS,
  type Defaults,
  type EndInFile,
  parseRegistryId,
  routeSchema,
} from './routesSchema';
import { resolveArrivals } from './arrivalsSchema';
import { resolveOnPush } from './onPushSchema';
import { resolvePipelineSettings } from './pipelineSettingsSchema';
import { resolveSchedules } from './resolveSchedules';
import { isSameContainer, normalSecretUri, normalUrl } from '../uris';

/** What the routes of one file share; `defaults` is absent when it has a mistake. */
export interface SharedSettings {
  readonly clouds: Named<CloudProfile>;
  readonly credentials: Named<CredentialReference>;
  readonly defaults: Defaults | undefined;
}

/** Validates one route of the file; `route` is absent when anything was found. */
export function resolveRoute(
  name: string,
  value: unknown,
  shared: SharedSettings,
): { route?: Route; found: readonly RouteMistake[] } {
  const checked = validate(routeSchema, value, { at: ['routes', name] });
  if ('mistakes' in checked) return { found: checked.mistakes };
  const at = ['routes', name];
  const found: RouteMistake[] = [];
  if (!shared.defaults) {
    found.push({
      path: showPath(at),
      problem: 'uses the defaults, which have a mistake',
      expected: 'defaults without mistakes',
    });
  }
  const { copy, keepBlobs, select = shared.defaults?.select } = checked.value;
  const retention = { ...shared.defaults?.retention, ...checked.value.retention };
  const whenBusy = checked.value.whenBusy ?? shared.defaults?.whenBusy ?? 'start';
  const source = resolveEnd(at, 'source', checked.value, shared, found);
  const target = resolveEnd(at, 'target', checked.value, shared, found);
  if (source && target) found.push(...notTheSame([...at, 'target'], source, target));
  const hasSelection = select !== undefined || !shared.defaults;
  const schedules = resolveSchedules([...at, 'schedules'], checked.value, hasSelection, found);
  const arrivals = resolveArrivals([...at, 'arrivals'], checked.value, found);
  const onPush = resolveOnPush([...at, 'onPush'], checked.value, found);
  if (found.length > 0) return { found };
  const route = {
    name,
    ...(source && { source }),
    ...(target && { target }),
    copy: { ...DEFAULT_COPY, ...shared.defaults?.copy, ...copy },
    keepBlobs: keepBlobs ?? shared.defaults?.keepBlobs ?? DEFAULT_KEEP_BLOBS,
    ...(whenBusy !== 'start' && { whenBusy }),
    ...(Object.keys(retention).length > 0 && { retention }),
    ...(select && { select }),
    ...(arrivals && { arrivals }),
    ...(onPush && { onPush }),
    ...(schedules.length > 0 && { schedules }),
  };
  return { route, found };
}

function resolveEnd(
  route: Path,
  name: 'source' | 'target',
  ends: { source?: EndInFile; target?: EndInFile },
  shared: SharedSettings,
  found: RouteMistake[],
): RouteEnd | undefined {
  const end = ends[name];
  if (!end) return undefined;
  const at = [...route, name];
  const cloud = look([...at, 'cloud'], 'clouds', end.cloud ?? 'public', shared.clouds, found);
  const credential = look([...at, 'credential'], 'credentials', end.credential ?? 'default', shared.credentials, found);
  const registry = parseRegistryId(end.registryId);
  if (!cloud || !credential || !registry) return undefined;
  const { pipeline, sasSecretUri, storageAccountId } = end;
  const place = { name, hasTarget: ends.target !== undefined, cloud };
  const settings = resolvePipelineSettings([...at, 'pipelineSettings'], end.pipelineSettings, place, found);
  return {
    ...registry,
    pipeline,
    containerUri: normalUrl(end.containerUri),
    cloud,
    credential,
    ...(storageAccountId !== undefined && { storageAccountId }),
    ...(settings && { pipelineSettings: settings }),
    ...(sasSecretUri !== undefined && { sasSecretUri: normalSecretUri(sasSecretUri) }),
  };
}

/** Looks up what a route names; a name that is unknown, or defined with a mistake, is a mistake of the route. */
function look<T>(at: Path, section: string, name: string, named: Named<T>, found: RouteMistake[]): T | undefined {
  const value = named.get(name);
  if (value) return value;
  const path = showPath(at);
  if (value === null) {
    const place = showPath([section, name]);
    found.push({ path, problem: `names ${place}, which has a mistake`, expected: `${place} without mistakes` });
    return undefined;
  }
  const known = [...named.keys()].filter(isPlainName);
  const meant = nearest(name, known);
  const expected = meant ? `"${meant}", perhaps` : `${known.join(', ')} or a name in ${section}`;
  const problem = invisibleProblem(name) ?? `${describe(name)}, which is not defined`;
  found.push({ path, problem, expected });
  return undefined;
}

function notTheSame(at: Path, source: RouteEnd, target: RouteEnd): RouteMistake[] {
  const found: RouteMistake[] = [];
  if (source.registryId.toLowerCase() === target.registryId.toLowerCase()) {
    const expected = "a registry other than the source's";
    found.push({ path: showPath([...at, 'registryId']), problem: "is the source's own registry", expected });
  }
  if (isSameContainer(source.containerUri, target.containerUri)) {
    const expected = "a container other than the source's: a copy must not overwrite what it reads";
    found.push({ path: showPath([...at, 'containerUri']), problem: "is the source's own container", expected });
  }
  return found;
}
