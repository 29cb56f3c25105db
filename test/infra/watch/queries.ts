import { deployInfra } from '../deployInfra';

/** A query on the log, and where it stands. */
export interface LogQuery {
  /** Last part of the name of an alert rule, or name of an item of the workbook. */
  name: string;
  text: string;
  /** Columns that the alert rule reads. */
  columns: string[];
}

interface Criterion {
  query: string;
  metricMeasureColumn: string | null;
  dimensions: { name: string }[];
}

/** All queries that infra/ deploys. */
export function deployedQueries(): LogQuery[] {
  const { resources } = deployInfra({ nightlyRoutes: ['prod'] });
  return resources.flatMap(({ type, id, properties }) => {
    if (type === 'Microsoft.Insights/scheduledQueryRules') {
      const { allOf } = properties['criteria'] as { allOf: Criterion[] };
      return allOf.map(({ query, metricMeasureColumn, dimensions }) => ({
        name:
          id
            .split('/')
            .at(-1)
            ?.replace(/^alert-ferry-[^-]+-/, '') ?? '',
        text: query,
        columns: [
          ...dimensions.map(({ name }) => name),
          ...(metricMeasureColumn === null ? [] : [metricMeasureColumn]),
        ],
      }));
    }
    if (type !== 'Microsoft.Insights/workbooks') return [];
    const { items } = JSON.parse(properties['serializedData'] as string) as Workbook;
    return items.flatMap(({ name, content: { query } }) =>
      query === undefined ? [] : { name, text: query, columns: [] },
    );
  });
}

interface Workbook {
  items: { name: string; content: { query?: string } }[];
}
