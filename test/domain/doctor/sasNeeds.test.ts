import { sasNeeds } from '../../../src/domain/doctor/sasNeeds';
import { exportOnlyRoute, route } from '../../helpers/route';

it.each([
  [route(), { needed: 'rdl', useful: 'd' }],
  [route({ keepBlobs: true }), { needed: 'rl', useful: 'd' }],
  [exportOnlyRoute(), { needed: 'rcwl', useful: 'ad' }],
  [exportOnlyRoute({ keepBlobs: true }), { needed: 'rcwl', useful: 'ad' }],
])('the app of a source reads, and writes manifests where there is no target', (of, needs) => {
  expect(sasNeeds('source', ['app'], of, [])).toEqual(needs);
});
