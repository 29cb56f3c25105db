import { BUILT_IN_CLOUDS, DEFAULT_PIPELINE_API_VERSION } from './clouds';
import { loadNamed, type Named } from './named';
import type { CloudProfile, RouteMistake } from '../../domain/route';
import { validate } from '../../domain/validation/validate';
import { type CloudOverride, cloudOverrideSchema, cloudSchema } from './routesSchema';
import { normalUrl } from '../uris';

/**
 * The clouds that routes may name: the built-in ones with the file's changes, and the file's own.
 *
 * @param mistakes gets what is wrong with the profiles
 */
export function loadClouds(value: unknown, mistakes: RouteMistake[]): Named<CloudProfile> {
  const clouds: Named<CloudProfile> = new Map(BUILT_IN_CLOUDS.map((cloud) => [cloud.name, cloud]));
  loadNamed('clouds', value, clouds, mistakes, (name, definition, place) => {
    const builtIn = BUILT_IN_CLOUDS.find((cloud) => cloud.name === name);
    if (builtIn) {
      const checked = validate(cloudOverrideSchema, definition, place);
      return 'mistakes' in checked ? checked : { value: tidy(builtIn, checked.value) };
    }
    const checked = validate(cloudSchema, definition, place);
    if ('mistakes' in checked) return checked;
    const options = { instanceDiscovery: false, pipelineApiVersion: DEFAULT_PIPELINE_API_VERSION };
    return { value: tidy({ name, ...options }, checked.value) };
  });
  return clouds;
}

/** Lays the file's fields over `base`; endpoints get their one spelling, audiences are compared by others and stay as they are. */
function tidy(base: Partial<CloudProfile>, fields: CloudOverride): CloudProfile {
  const cloud = { ...base, ...fields } as CloudProfile;
  return {
    ...cloud,
    resourceManagerEndpoint: normalUrl(cloud.resourceManagerEndpoint),
    loginEndpoint: normalUrl(cloud.loginEndpoint),
  };
}
