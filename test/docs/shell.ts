import { PAGES } from './pages';

/** The command blocks of the docs, in the order of the pages. */
export const SHELL = PAGES.flatMap(({ fences }) =>
  fences.filter(({ language }) => /^(sh|bash|shell|console)$/.test(language)),
);
