import { API } from '../../src/functions/http/api';
import { PAGES } from './pages';

/** A call, whole: `POST /api/transfers/{id}/retry`, with or without a query. Not one that is cut short, as `GET …/plan`. */
const CALL = /^(GET|POST|PUT|DELETE) \/api\/([^?\s]*)/;
const PLACE = /\{[^}]*\}|<[^>]*>/;

const named = PAGES.flatMap(({ file, codes }) =>
  codes.flatMap((code) => {
    const [call, method = '', path = ''] = CALL.exec(code) ?? [];
    return call ? [[file, call, method, path] as const] : [];
  }),
);

/** Whether an operation is one that a page means: where the page has a value, as `/api/routes/prod`, any will do. */
function isMeant({ method, route }: (typeof API)[number], asMethod: string, path: string): boolean {
  const parts = route.split('/');
  const given = path.split('/');
  const fits = (part: string, at: number) => PLACE.test(part) || part === given[at];
  return method === asMethod && parts.length === given.length && parts.every(fits);
}

it('finds calls in the docs', () => expect(named.length).toBeGreaterThan(100));

it.each(named)('%s: %s is an operation of the API', (_file, _call, method, path) => {
  expect(API.filter((operation) => isMeant(operation, method, path))).toHaveLength(1);
});
