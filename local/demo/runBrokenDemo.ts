import type { Finding } from '../../src/domain/doctor/finding';
import { type BrokenStack, breakStack } from '../faults/brokenStack';
import { examine, isTrouble, type Examined } from '../faults/examine';
import type { PlantedFault } from '../faults/plantedFault';
import { PLANTED_FAULTS } from '../faults/plantedFaults';
import type { Platform } from '../platform';
import { STACK_NAMES } from '../stackNames';
import { compareRegistries, matches } from './compareRegistries';
import { connectDemo, type ConnectedDemo, type DemoOptions } from './connectDemo';
import { image, referencesOf, tagged } from './demoArtifacts';

/** How the demo of what is set up wrongly went. */
export interface BrokenRun {
  planted: number;
  /** Faults that the check named which is theirs, and that it named no more once they were mended. */
  found: number;
  /** Findings of trouble where there was none. */
  falseAlarms: number;
  /** Whether the mended route delivered. */
  delivered: boolean;
}

/** What is said of it, whatever comes of it. */
export const BROKEN = {
  doubt: ', or a fault was not found, or one was found that was not there',
  proof: 'Every fault was found and mended, nothing else was blamed, and the mended route delivers.',
  unfinished: { planted: 0, found: 0, falseAlarms: 0, outcome: 'failed' },
  isTimed: false,
  needsStorageGate: true,
};

/**
 * Sets one thing after another up wrongly, has the doctor look, mends it as the doctor says, and has an image transferred at the end.
 *
 * @throws Error when something can be neither planted nor mended.
 */
export async function runBrokenDemo(
  platform: Platform,
  options: DemoOptions & { routesFile: string },
): Promise<BrokenRun> {
  const { stack, host, key, signal, routesFile } = options;
  const demo = connectDemo(options);
  const broken = breakStack(platform, stack, { host, routesFile, ...(key !== undefined && { key }) });
  demo.say(`Asking the doctor: ${host}/api/routes/${STACK_NAMES.route}/doctor`);
  const healthy = (await examine(broken)).findings.filter(isTrouble);
  demo.say(`  ${healthy.length === 0 ? 'nothing is wrong' : healthy.map(nameOf).join(', ')}`);
  let [found, falseAlarms] = [0, healthy.length];
  for (const fault of PLANTED_FAULTS) {
    signal.throwIfAborted();
    const seen = await plantOne(broken, fault, demo.say);
    if (seen.isFound) found += 1;
    falseAlarms += seen.falseAlarms;
  }
  return { planted: PLANTED_FAULTS.length, found, falseAlarms, delivered: await deliver(platform, demo) };
}

async function plantOne(
  stack: BrokenStack,
  fault: PlantedFault,
  say: (text: string) => void,
): Promise<{ isFound: boolean; falseAlarms: number }> {
  say(`\n${fault.what}`);
  await fault.plant(stack);
  const broken = await examine(stack, (now) => isFoundIn(now, fault));
  const finding = broken.findings.find((one) => isOf(one, fault));
  const isFound = isFoundIn(broken, fault);
  say(`  ${isFound ? 'found' : 'NOT FOUND'}: ${nameOf(fault)}: ${finding?.evidence ?? 'no such row'}`);
  if (finding?.fix) say(`  fix: ${finding.fix.say}`);
  if (finding?.fix?.command !== undefined) say(`       ${finding.fix.command}`);
  await fault.mend(stack, finding?.fix);
  const mended = await examine(stack, (now) => !now.findings.some(isTrouble));
  const left = mended.findings.filter(isTrouble);
  const others = broken.findings.filter(
    (one) => isTrouble(one) && !isOf(one, fault) && !fault.also?.includes(one.check),
  );
  for (const one of [...others, ...left]) say(`  false alarm: ${nameOf(one)}: ${one.evidence}`);
  if (left.length === 0) say('  mended');
  return { isFound: isFound && !left.some((one) => isOf(one, fault)), falseAlarms: others.length + left.length };
}

function isFoundIn({ findings }: Examined, fault: PlantedFault): boolean {
  return findings.some((one) => isOf(one, fault) && one.status === fault.status);
}

function isOf({ check, end }: Finding, fault: PlantedFault): boolean {
  return check === fault.check && (fault.end === undefined || end === fault.end);
}

function nameOf({ check, end }: Pick<Finding, 'check' | 'end'>): string {
  return end === undefined ? check : `${check} (${end})`;
}

async function deliver(platform: Platform, { source, target, api, say }: ConnectedDemo): Promise<boolean> {
  const artifact = tagged('an image', 'mended/app', ['1.0'], await image('amd64', 'app.bin', Buffer.from('mended')));
  const references = referencesOf([artifact]);
  say(`\nTransferring ${references.join(', ')} over the mended route`);
  await source.push(artifact);
  const url = await api.start({ route: STACK_NAMES.route, artifacts: references }, platform.newId());
  const { state } = await api.follow(url, () => undefined);
  const compared = await compareRegistries(references, { source, target });
  say(`  ${state}`);
  return state === 'succeeded' && compared.length > 0 && compared.every(matches);
}
