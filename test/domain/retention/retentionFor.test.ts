import { DEFAULT_RETENTION } from '../../../src/domain/retention/retention';
import { concerns, fewestDays, retentionFor } from '../../../src/domain/retention/retentionFor';
import { knownRoutes } from '../../../src/functions/start/knownRoutes';
import { record } from '../../helpers/record';
import { route } from '../../helpers/route';

const PROD = route({ retention: { transferDays: 50, historyDays: 60 } });
const old = record({ pinnedRoute: route({ retention: { transferDays: 3, historyDays: 2 } }) });
const gone = { ...old, route: 'gone' };

it('a transfer is kept as its route says now; where it is gone, as it said then; what was not asked for is left alone', () => {
  expect(retentionFor({ routes: [PROD] }, old)).toMatchObject({ transferDays: 50, historyDays: 60 });
  expect(retentionFor({ routes: [PROD] }, gone)).toBeUndefined();
  expect(retentionFor({ routes: [PROD], known: ['prod'] }, gone)).toMatchObject({ transferDays: 3, historyDays: 2 });
  expect(retentionFor({ routes: [PROD], known: ['gone', 'prod'] }, gone)).toBeUndefined();
  const { blobDays: _blobDays, ...defaults } = DEFAULT_RETENTION;
  expect(retentionFor({ routes: [], known: [] }, record())).toMatchObject(defaults);
});

it('a cleanup of one route concerns no other one', () => {
  expect(concerns({ routes: [PROD] }, 'prod')).toBe(true);
  expect(concerns({ routes: [PROD] }, 'gone')).toBe(false);
  expect(concerns({ routes: [PROD], known: ['paused', 'prod'] }, 'paused')).toBe(false);
  expect(concerns({ routes: [PROD], known: ['paused', 'prod'] }, 'gone')).toBe(true);
});

it('what may go first tells what is looked at; records stay as long as histories', () => {
  expect(fewestDays({ routes: [PROD] }, 'transfers')).toBe(30);
  expect(fewestDays({ routes: [PROD], known: [] }, 'transfers')).toBe(2);
  expect(fewestDays({ routes: [route({ retention: { historyDays: 4 } })] }, 'histories')).toBe(4);
  expect(fewestDays({ routes: [PROD], known: [] }, 'histories')).toBe(30);
});

it('a route with mistakes is known; a mistake that may have hidden any makes none gone', () => {
  const routes = new Map([['prod', PROD]]);
  const mistake = { path: '', problem: '', expected: '' };
  expect(knownRoutes({ routes, mistakes: [{ ...mistake, route: 'bad' }] })).toEqual({ known: ['bad', 'prod'] });
  expect(knownRoutes({ routes, mistakes: [mistake] })).toEqual({});
});
