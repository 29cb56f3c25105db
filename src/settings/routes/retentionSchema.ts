import { DEFAULT_RETENTION, FEWEST_DAYS_OF_STATE } from '../../domain/retention/retention';
import { flagField, numberField, section, wholeNumberField } from '../documentedFields';

/** A hundred years: longer than anybody asks. */
const MOST_DAYS = 36_500;
const MOST_RUNS = 100;

function days(description: string, fallback?: number) {
  const field = numberField(0, MOST_DAYS, description);
  return fallback === undefined ? field : field.meta({ description, default: fallback });
}

function daysOfState(description: string, fallback: number) {
  return numberField(FEWEST_DAYS_OF_STATE, MOST_DAYS, description).meta({ description, default: fallback });
}

/** How long what a route made is kept. */
export const retentionSchema = section(
  {
    runDays: days('Days after which a finished pipeline run of the route is deleted.', DEFAULT_RETENTION.runDays),
    keepRuns: wholeNumberField(
      0,
      MOST_RUNS,
      DEFAULT_RETENTION.keepRuns,
      'How many of the newest finished runs of the route stay at each registry, however old they are.',
    ),
    foreignRuns: flagField('Whether finished runs of the pipeline that this app did not create are deleted, too.')
      .exactOptional()
      .meta({ default: DEFAULT_RETENTION.foreignRuns }),
    blobDays: days(
      'Days after which an exported blob, its copy and its manifest are deleted once all of it is verified. Default: 7; with keepBlobs: never.',
    ),
    exportedBlobDays: days('The same for blobs that were exported only, whose arrival nobody saw. Default: never.'),
    blockDays: days(
      'Days after which the uncommitted blocks of a copy are discarded whose transfer has ended.',
      DEFAULT_RETENTION.blockDays,
    ),
    transferDays: daysOfState(
      'Days after its end for which the record, the plan, the results and the report of a transfer stay; as long as its histories, at least.',
      DEFAULT_RETENTION.transferDays,
    ),
    historyDays: daysOfState(
      'Days after its end for which the durable histories of a transfer stay.',
      DEFAULT_RETENTION.historyDays,
    ),
  },
  'How long what the route made is kept. Only what is proven to be of no use any more is deleted.',
);
