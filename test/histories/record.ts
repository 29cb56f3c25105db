import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { ARRIVALS } from './runArrivals';
import { runTransfer } from '../orchestrations/runTransfer';
import { HISTORIES } from './histories';
import { recordTurns } from './recordTurns';
import { runCleanup } from './runCleanup';
import { runRebuild } from './runRebuild';
import { RARE_ARRIVALS } from './rareArrivals';
import { RARE_SCENARIOS } from './rareScenarios';
import { inputOf, SCENARIOS } from './scenarios';

const FOLDER = path.join(HISTORIES, 'unreleased');

type Run = (wrap: ReturnType<typeof recordTurns>['wrap']) => Promise<unknown>;

const asItIs = (invoker: DurableInvoker): DurableInvoker => invoker;

const RUNS: Readonly<Record<string, Run>> = {
  ...ARRIVALS,
  ...RARE_ARRIVALS,
  ...Object.fromEntries(
    Object.entries(SCENARIOS).map(([name, stubs]): [string, Run] => [
      name,
      (wrap) => runTransfer(stubs(), inputOf(name), wrap),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(RARE_SCENARIOS).map(([name, { stubs, input, wrap: rare = asItIs }]): [string, Run] => [
      name,
      (wrap) => runTransfer(stubs(), input, (invoker) => wrap(rare(invoker))),
    ]),
  ),
  'ledger-rebuilt': runRebuild,
  'cleaned-up': runCleanup,
};

/** `npm run histories`: writes what today's orchestrations do, to be replayed through tomorrow's. */
it.each(Object.entries(RUNS))('records %s', async (name, run) => {
  mkdirSync(FOLDER, { recursive: true });
  const recorder = recordTurns();
  await run(recorder.wrap);
  writeFileSync(path.join(FOLDER, `${name}.json`), `${JSON.stringify(recorder.turns(), null, 1)}\n`);
  expect(recorder.turns()).not.toEqual([]);
  // Recorded stacks would name the folders of one machine.
  expect(JSON.stringify(recorder.turns())).not.toContain(path.resolve(__dirname, '../..'));
});

it('forgets scenarios that are no more', () => {
  const known = new Set(Object.keys(RUNS).map((name) => `${name}.json`));
  for (const file of readdirSync(FOLDER)) if (!known.has(file)) rmSync(path.join(FOLDER, file));
  expect(new Set(readdirSync(FOLDER))).toEqual(known);
});
