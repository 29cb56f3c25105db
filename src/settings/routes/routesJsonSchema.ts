import { z } from 'zod';
import { routesFileSchema } from './routesSchema';

/**
 * The JSON Schema of the routes file, for editors and pipelines. It says what a schema can say; `loadRoutes` checks more (names
 * that are not defined, one registry at both ends). Draft 7, which every editor reads.
 */
export function routesJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(routesFileSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'acr-ferry routes', ...schema };
}
