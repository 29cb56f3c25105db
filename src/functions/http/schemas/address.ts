import { z } from 'zod';

/**
 * Where something answers: a URL, or a path on the host that was called, where the app does not know an address of its
 * own that it can trust. Resolve it against the URL of the request.
 */
export const addressSchema = z.url().or(z.string().regex(/^\/(?!\/)/));
