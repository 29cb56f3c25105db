/** An operator who drains the app, mostly for an upgrade. */
export interface Drainer {
  atSecond: number;
  /** How long the host is down for the upgrade, once the app is drained; absent where nothing is upgraded. */
  downSeconds?: number;
  /** How long the app stays drained before the host goes down, and again before the end of the drain. */
  restSeconds: number;
  /** Who has not seen it drained by then ends the drain; absent where they wait for as long as it takes. */
  patienceSeconds?: number;
}
