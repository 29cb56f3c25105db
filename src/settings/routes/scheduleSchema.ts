import { z } from 'zod';
import { choiceField, flagField, section, textField } from '../documentedFields';
import { wordsForCron, wordsForTimeZone } from '../../domain/schedule/cron';
import { selectionSchema } from '../../domain/selection/selection';
import { refusing } from '../../domain/selection/words';
import { expecting } from '../../domain/validation/expectation';

const MOST_SCHEDULES = 20;

/** `onMissed` where a schedule does not say. */
export const DEFAULT_ON_MISSED = 'run';

/** Names of schedules appear in URLs, as those of routes do. */
const SCHEDULE_NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

const scheduleSchema = section(
  {
    name: textField(
      SCHEDULE_NAME,
      '1 to 40 lower-case letters, digits and inner hyphens',
      'Name of the schedule: 1 to 40 lower-case letters, digits and inner hyphens, unique on its route.',
    ),
    cron: refusing(
      expecting(z.string(), { expected: 'a cron expression, as text, such as "30 2 * * *"' }),
      wordsForCron,
    ).meta({
      description:
        'When a transfer starts: minute, hour, day of the month, month and day of the week, or six fields, of which the first are seconds.',
    }),
    timeZone: refusing(
      expecting(z.string(), { expected: 'the IANA name of a time zone, as text, such as "Europe/Berlin"' }),
      wordsForTimeZone,
    ).meta({ description: 'Time zone of the cron expression, by its IANA name, such as Europe/Berlin or UTC.' }),
    select: selectionSchema.exactOptional(),
    everything: flagField("Transfer what the route's ledger has, too.").exactOptional().meta({ default: false }),
    onMissed: choiceField(
      ['run', 'skip'],
      DEFAULT_ON_MISSED,
      'What becomes of times at which the app did not run, or was paused. run: one transfer for all of them together, afterwards. skip: none.',
    ),
  },
  'When a transfer of the route starts by itself.',
);

/** The schedules of a route. */
export const schedulesSchema = expecting(z.array(scheduleSchema).max(MOST_SCHEDULES), {
  expected: `a list of up to ${MOST_SCHEDULES} schedules: [{ "name": …, "cron": …, "timeZone": … }]`,
})
  .superRefine((schedules, context) => {
    for (const [index, { name }] of schedules.entries()) {
      if (schedules.findIndex((other) => other.name === name) === index) continue;
      const params = {
        problem: 'is the name of an earlier schedule',
        expected: 'a name that no other one of the route has',
      };
      context.addIssue({ code: 'custom', path: [index, 'name'], params });
    }
  })
  .meta({ description: 'When transfers of the route start by themselves.' });

export type ScheduleInFile = z.infer<typeof scheduleSchema>;
