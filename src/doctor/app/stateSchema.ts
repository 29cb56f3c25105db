import { APP_VERSION } from '../../domain/version';
import { failed, ok, type RouteCheck } from '../check';

/** Asked of the container itself: all else waits for an app that knows its layout. */
export const stateSchema: RouteCheck = {
  code: 'state_schema',
  about: 'route',
  question: 'Does the app know the layout of its state?',
  isCheap: true,
  symptom: 'After a downgrade nothing works, and every call answers state_too_new.',
  remedy: 'Deploy the version of the app that the finding names, or a later one.',
  explains: ['state_too_new', 'state_schema_unreadable'],
  async look({ stateLayout }) {
    const { known } = stateLayout;
    const found = (await stateLayout.read())?.schema;
    const app = `this app, of version ${APP_VERSION}, works with ${known}`;
    if (!found) return ok(`The container says nothing of its layout yet; ${app}.`);
    const layout = `The layout of the container is ${found.version}, made by the app of version ${found.writtenBy}; ${app}.`;
    if (found.version <= known) return ok(layout);
    return failed(layout, { say: `Deploy the app of version ${found.writtenBy} or later.` });
  },
};
