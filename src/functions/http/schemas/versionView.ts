import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';

/** What GET /api/version answers. */
export const versionViewSchema = z.strictObject({
  /** The version of the app. */
  appVersion: z.string(),
  stateSchema: z.strictObject({
    /** The layout of the state container that this app works with. */
    known: z.int(),
    /** The one that the container has; absent where it says nothing yet, or does not answer. */
    found: z.int().exactOptional(),
    /** The version of the app that brought it to that layout. */
    writtenBy: z.string().exactOptional(),
    /** Why the container could not be asked. */
    failure: failureSchema.exactOptional(),
  }),
});

export type VersionView = z.infer<typeof versionViewSchema>;
