import path from 'node:path';
import { besideRoutes } from '../../src/services/besideRoutes';

it.each([
  ['routes/prod.json', 'certificates/island.pem', path.join('routes', 'certificates', 'island.pem')],
  ['routes.json', 'island.pem', 'island.pem'],
  ['https://state.blob.example/ferry/routes.json', 'island.pem', 'island.pem'],
  ['routes/prod.json', path.resolve('island.pem'), path.resolve('island.pem')],
])('with the routes file %s, %s is %s', (location, file, place) => {
  expect(besideRoutes(location)(file)).toBe(place);
});
