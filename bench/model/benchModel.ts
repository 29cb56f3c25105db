import { describeMachine } from '../measure/machine';
import { writeResults } from '../measure/resultsFile';
import { describeMeasures, describeModelGoals, describeRates, describeSettings, summarizeModel } from './describeModel';
import { measureModel } from './measureModel';
import type { ModelRun } from './modelFlags';

/** Copies one blob in a modelled storage with each copier and prints how near each came to what the accounts allow. */
export async function benchModel(options: {
  folder: string;
  run: ModelRun;
  /** Whether bench/RESULTS.md gets what was measured. */
  publish: boolean;
  say: (text: string) => void;
}): Promise<Record<string, unknown>> {
  const { folder, run, publish, say } = options;
  const machine = await describeMachine();
  say(`${machine}\n${describeSettings(run)}`);
  const { measures, azcopyVersion, note } = await measureModel(folder, run, say);
  if (note !== undefined) say(`\nAZCOPY WAS NOT MEASURED, so nothing below says how it compares: ${note}`);
  const compared = azcopyVersion === undefined ? 'AzCopy could not be run there' : `AzCopy ${azcopyVersion}`;
  const text = [
    `${machine}. ${compared}.`,
    describeSettings(run),
    describeMeasures(measures, run),
    describeModelGoals(measures, run),
    `Parts of the ceiling in each second:\n\n\`\`\`text\n${describeRates(measures, run)}\n\`\`\``,
  ].join('\n\n');
  say(`\n${text}`);
  if (publish) await writeResults('model', text);
  return summarizeModel(measures, run);
}
