import { FerryError } from '../../../domain/failures/errors';
import { APP_VERSION } from '../../../domain/version';
import type { ApiDependencies, JsonAnswer } from '../dependencies';
import type { VersionView } from '../schemas/versionView';

/** GET /api/version: of the app, and of the layout of its state. It answers also while the state container does not. */
export async function getVersion({
  stateLayout,
}: Pick<ApiDependencies, 'stateLayout'>): Promise<JsonAnswer<VersionView>> {
  const { known } = stateLayout;
  try {
    const schema = (await stateLayout.read())?.schema;
    const found = schema && { found: schema.version, writtenBy: schema.writtenBy };
    return { jsonBody: { appVersion: APP_VERSION, stateSchema: { known, ...found } } };
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    return { jsonBody: { appVersion: APP_VERSION, stateSchema: { known, failure: error.toFailure() } } };
  }
}
