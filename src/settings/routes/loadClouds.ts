import { BUILT_IN_CLOUDS, DEFAULT_FEDERATION_AUDIENCE, DEFAULT_PIPELINE_API_VERSION } from './clouds';
import { loadNamed, type Named } from './named';
import type { CloudProfile, RouteMistake } from '../../domain/route';
import { validate } from '../../domain/validation/validate';
import { type CloudOverride, cloudOverrideSchema, cloudSchema } from './cloudSchema';
import { normalUrl } from '../uris';

/** Where a file is that the routes file names by its path. */
export type PlaceOf = (file: string) => string;

/**
 * The clouds that routes may name: the built-in ones with the file's changes, and the file's own.
 *
 * @param placeOf  where a file is that the routes file names
 * @param mistakes gets what is wrong with the profiles
 */
export function loadClouds(value: unknown, placeOf: PlaceOf, mistakes: RouteMistake[]): Named<CloudProfile> {
  const clouds: Named<CloudProfile> = new Map(BUILT_IN_CLOUDS.map((cloud) => [cloud.name, cloud]));
  loadNamed('clouds', value, clouds, mistakes, (name, definition, place) => {
    const builtIn = BUILT_IN_CLOUDS.find((cloud) => cloud.name === name);
    if (builtIn) {
      const checked = validate(cloudOverrideSchema, definition, place);
      return 'mistakes' in checked ? checked : { value: tidy(builtIn, checked.value, placeOf) };
    }
    const checked = validate(cloudSchema, definition, place);
    if ('mistakes' in checked) return checked;
    const options = {
      instanceDiscovery: false,
      pipelineApiVersion: DEFAULT_PIPELINE_API_VERSION,
      federationAudience: DEFAULT_FEDERATION_AUDIENCE,
    };
    return { value: tidy({ name, ...options }, checked.value, placeOf) };
  });
  return clouds;
}

/** Lays the file's fields over `base`; endpoints get their one spelling, audiences are compared by others and stay as they are. */
function tidy(base: Partial<CloudProfile>, fields: CloudOverride, placeOf: PlaceOf): CloudProfile {
  const cloud = { ...base, ...fields } as CloudProfile;
  const { certificateAuthority, registrySuffixes } = cloud;
  return {
    ...cloud,
    resourceManagerEndpoint: normalUrl(cloud.resourceManagerEndpoint),
    loginEndpoint: normalUrl(cloud.loginEndpoint),
    ...(registrySuffixes && { registrySuffixes: registrySuffixes.map((suffix) => suffix.toLowerCase()) }),
    ...(certificateAuthority !== undefined && { certificateAuthority: placeOf(certificateAuthority) }),
  };
}
