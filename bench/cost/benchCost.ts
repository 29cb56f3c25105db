import { STACK_NAMES } from '../../local/stackNames';
import type { TransferRequest } from '../../local/demo/ferryClient';
import { describeMachine } from '../measure/machine';
import { readHistories } from '../measure/readHistories';
import { writeResults } from '../measure/resultsFile';
import { startScaleStack, type RoutesFile, type ScaleStack } from '../scale/scaleStack';
import { countRequests, type LoggedRequest } from './countRequests';
import { describeCost, type Measured } from './describeCost';
import { distinctImages, largeImage } from './distinctImages';

interface Options {
  folder: string;
  quick: boolean;
  say: (text: string) => void;
}

const RELAYED = 'relayed';
const MEBIBYTE = 1024 * 1024;
const LARGE_MIB = { server: 512, relay: 256 };
/** A quick run moves less of everything. */
const QUICK_MIB = { server: 64, relay: 64 };
const FEW = { repositories: 5, tagsEach: 10 };
const MANY = { repositories: 50, tagsEach: 20 };
const SMALL = { rules: [{ repositories: ['cost/**'] }] };

/** Counts what transfers of several sizes ask of each service, with the settings that routes have by default. */
export async function benchCost({ folder, quick, say }: Options): Promise<void> {
  const machine = await describeMachine();
  say(`${machine}\n`);
  const scale = await startScaleStack(folder, { storageGate: true, env: {}, edit: asByDefault });
  try {
    const mebibytes = quick ? QUICK_MIB : LARGE_MIB;
    const measured: Measured[] = [];
    const measure = async (name: string, request: TransferRequest): Promise<void> => {
      measured.push({ name, requests: await measureTransfer(scale, request, name) });
      say(`measured: ${name}`);
    };
    const { route } = STACK_NAMES;

    const few = await distinctImages(FEW.repositories, FEW.tagsEach);
    await scale.fill(few);
    await measure('1 artifact', { route, artifacts: ['cost/app-0:1.0.0'] });
    await measure(`${few.length} artifacts by name`, { route, artifacts: few.map(nameOf) });
    if (!quick) {
      const many = await distinctImages(MANY.repositories, MANY.tagsEach);
      await scale.fill(many);
      await measure(`${(many.length - few.length).toLocaleString('en')} artifacts by selection`, {
        route,
        select: SMALL,
      });
    }
    await measure('the same selection, nothing new', { route, select: SMALL });
    for (const [name, by] of [
      ['server', route],
      ['relay', RELAYED],
    ] as const) {
      await scale.fill([await largeImage(`large/${name}`, mebibytes[name] * MEBIBYTE)]);
      await measure(`${mebibytes[name]} MiB, ${name}`, { route: by, artifacts: [`large/${name}:1.0`] });
    }

    const text = describeCost(measured);
    say(`\n${text}\n`);
    if (!quick) await writeResults('cost', `${machine}.\n\n${text}`);
  } finally {
    await scale.stop();
  }
}

/** Without the settings that the stack's route has for demos, and with another route that relays. */
function asByDefault(file: RoutesFile): RoutesFile {
  const plain = { ...file.routes[STACK_NAMES.route], copy: undefined, keepBlobs: undefined };
  return {
    ...file,
    routes: { [STACK_NAMES.route]: plain, [RELAYED]: { ...plain, copy: { strategy: 'relay' } } },
  };
}

async function measureTransfer(scale: ScaleStack, request: TransferRequest, key: string) {
  await scale.admin('DELETE', 'requests');
  const url = await scale.api.start(request, key);
  const { id, state } = await scale.api.follow(url, () => undefined);
  if (state !== 'succeeded' && state !== 'nothingToDo')
    throw new Error(`The transfer "${key}" whose cost is measured ended as ${state}.`);
  const { requests } = await scale.admin<{ requests: LoggedRequest[] }>('GET', 'requests');
  return countRequests(requests, await readHistories(scale.host, id));
}

function nameOf({ repository, tags }: { repository: string; tags: string[] }): string {
  return `${repository}:${tags[0] ?? ''}`;
}
