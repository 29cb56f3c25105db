import { setTimeout as sleep } from 'node:timers/promises';
import type { TransferView } from '../../src/functions/http/schemas/transferView';
import { image, tagged } from '../demo/demoArtifacts';
import { STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import { clientOfRegistry } from './clientOfRegistry';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';

const LOCKED = 'planted/locked:1.0';
const LOOK_EVERY_MS = 200;
const MOST_LOOKS = 300;

/** What can be wrong with the artifacts of the source registry. */
export const ARTIFACT_FAULTS: readonly PlantedFault[] = [
  {
    check: 'artifacts_fit',
    status: 'warning',
    what: 'the image that was asked for last is locked against reading',
    async plant(stack) {
      const packed = await image('amd64', 'planted.txt', Buffer.from('planted'));
      const [repository = '', tag = ''] = LOCKED.split(':');
      const source = clientOfRegistry(stack, 'source');
      await source.push(tagged('a locked image', repository, [tag], packed));
      await source.setReadable(LOCKED, false);
      await dryRun(stack, LOCKED);
    },
    mend: runFix,
  },
  {
    check: 'selection_takes',
    status: 'warning',
    what: 'the selection of the route has a mistake in writing',
    plant: async (stack) => select(stack, { rules: [{ repositories: ['plantde/**'] }] }),
    mend: async (stack) => select(stack, undefined),
  },
];

/** Asks what a transfer would do, and waits for that: no run fails. */
async function dryRun(stack: BrokenStack, artifact: string): Promise<void> {
  const body = { route: STACK_NAMES.route, artifacts: [artifact], dryRun: true };
  const { id } = (await stack.ferry('POST', '/transfers', body)) as TransferView;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { report } = (await stack.ferry('GET', `/transfers/${id}`)) as TransferView;
    if (report) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The transfer ${id} came to no end.`);
}

function select(stack: BrokenStack, selection: object | undefined): void {
  stack.changeRoutes(({ routes }) => {
    const route = routes[STACK_NAMES.route] ?? {};
    if (selection) route['select'] = selection;
    else delete route['select'];
  });
}
