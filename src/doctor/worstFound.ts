import { ok, type Found } from './check';

const FROM_WORST = ['failed', 'warning', 'notCheckable', 'ok'] as const;

/** The worst of what was found of several things; what is equally bad is told together, mended one after the other. */
export function worstFound(founds: readonly Found[]): Found {
  const status = FROM_WORST.find((one) => founds.some((found) => found.status === one));
  const [first, ...others] = founds.filter((found) => found.status === status);
  if (!first) return ok('There is nothing to look at.');
  return { ...first, evidence: [first, ...others].map(({ evidence }) => evidence).join(' ') };
}
