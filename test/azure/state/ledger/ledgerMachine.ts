import type { Chance, Clock } from '../../../../src/domain/ports/machine';

/** A clock that only waits move, and ids in their order. @param turn  lets others go on during a wait */
export function createLedgerMachine(turn: () => Promise<unknown>): Clock & Chance {
  let time = 0;
  let ids = 0;
  return {
    now: () => time,
    wait: async (milliseconds) => {
      time += milliseconds;
      await turn();
    },
    random: () => 0.5,
    newId: () => `g${(ids += 1)}`,
  };
}
