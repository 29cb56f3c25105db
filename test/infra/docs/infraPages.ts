import { withPart } from './markdown';
import { parametersPart } from './parametersPart';
import { rolesPart } from './rolesPart';

/** The pages of docs/ of which a part is read out of infra/. */
export const INFRA_PAGES: Readonly<Record<string, (page: string) => string>> = {
  'security.md': (page) => withPart(page, 'roles', rolesPart()),
  'deploy.md': (page) => withPart(page, 'parameters', parametersPart()),
};
