import { bindActivities } from '../../src/activities/activities';
import { API } from '../../src/functions/http/api';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { createFakes, NO_INSTANCES } from '../helpers/fakes';

it('no two functions have one name, whatever their kind: a host would not start', () => {
  const activities = bindActivities(createFakes().deps, () => NO_INSTANCES);
  const names = [...Object.keys(activities), ...Object.keys(ORCHESTRATIONS), ...API.map(({ name }) => name)];
  const lowerCase = names.map((name) => name.toLowerCase());
  expect(lowerCase).toEqual([...new Set(lowerCase)]);
});
