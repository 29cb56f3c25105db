import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Day, Fault } from './day';
import { drawDay } from './drawDay';
import { dice } from './dice';

/** The day of a seed. */
export function drawDayOf(seed: number, { exportOnly }: { exportOnly: boolean }): Day {
  return exportOnly ? withoutTargets(drawDay(seed)) : drawDay(seed);
}

/** The same day, where no route has a target; on every third one something of the source changes about when it is exported. */
function withoutTargets({ courier: _courier, pusher: _pusher, cleaner: _cleaner, ...day }: Day): Day {
  const stream = createVirtualPlatform({ seed: Math.imul(day.seed, 2_654_435_761) ^ 0xe8b0 });
  const roll = dice(() => stream.random());
  const settings = { ...day.settings, exportOnly: true as const };
  const place = day.transfers.findIndex(({ artifacts }) => artifacts.length > 0);
  const { artifacts = [], atSecond = 0 } = day.transfers[place] ?? {};
  if (artifacts.length === 0 || !roll.chance(0.35)) return { ...day, settings };
  const changed = {
    artifact: roll.oneOf(artifacts),
    atSecond: atSecond + roll.upTo(2 * settings.exportSeconds),
  };
  const faults: Fault[] = [
    { kind: 'tagMoves', ...changed },
    { kind: 'artifactDeleted', ...changed },
    { kind: 'blobReplaced', transfer: place, end: 'source', afterSeconds: roll.upTo(20) },
  ];
  return { ...day, settings, faults: [...day.faults, roll.oneOf(faults)] };
}
