import { shareInWords } from './sizeInWords';

/** A stream to show progress on: a terminal, a file or a pipe. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
}

export interface ShownProgress {
  phase: string;
  /** Of this phase, 0 to 100. */
  percentage: number;
  bytes?: number;
  totalBytes?: number;
}

export interface ProgressView {
  show(progress: ShownProgress): void;
  /** Shows every phase as done. */
  complete(): void;
}

/** The phases of a transfer in order, as the app names them. */
const SHOWN_PHASES = ['planning', 'exporting', 'copying', 'importing', 'verifying', 'reporting'];

const BAR_WIDTH = 28;

/** On a terminal, one bar for each phase, drawn in place; elsewhere, one line for each change. */
export function createProgressView(stream: ProgressStream): ProgressView {
  const draw = stream.isTTY ? inPlace(stream) : onChange(stream);
  let last: ShownProgress = { phase: SHOWN_PHASES[0] as string, percentage: 0 };
  return {
    show(progress) {
      // An answer may be older than the one before it: bars do not go back.
      if (SHOWN_PHASES.indexOf(progress.phase) < SHOWN_PHASES.indexOf(last.phase)) return;
      last = progress;
      draw(last, false);
    },
    complete: () => draw(last, true),
  };
}

type Draw = (progress: ShownProgress, complete: boolean) => void;

function inPlace(stream: ProgressStream): Draw {
  let drawn = false;
  const seen = new Map<string, ShownProgress>();
  return (progress, complete) => {
    seen.set(progress.phase, progress);
    const now = complete ? SHOWN_PHASES.length : SHOWN_PHASES.indexOf(progress.phase);
    const lines = SHOWN_PHASES.map((phase, index) => {
      const last = seen.get(phase) ?? { phase, percentage: 0 };
      return barLine(index < now ? finished(last) : last);
    });
    stream.write(
      `${drawn ? `\u001b[${SHOWN_PHASES.length}A` : ''}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`,
    );
    drawn = true;
  };
}

function onChange(stream: ProgressStream): Draw {
  let before = '';
  return (progress, complete) => {
    const line = complete
      ? 'done'
      : `${progress.phase.padEnd(10)} ${Math.floor(progress.percentage)} % ${amount(progress)}`.trimEnd();
    if (line !== before) stream.write(`  ${line}\n`);
    before = line;
  };
}

function barLine(progress: ShownProgress): string {
  const { phase, percentage } = progress;
  const full = Math.round((Math.min(Math.max(percentage, 0), 100) / 100) * BAR_WIDTH);
  const bar = '#'.repeat(full) + '-'.repeat(BAR_WIDTH - full);
  return `  ${phase.padEnd(10)} [${bar}] ${String(Math.floor(percentage)).padStart(3)} % ${amount(progress)}`.trimEnd();
}

function amount({ bytes, totalBytes }: ShownProgress): string {
  return bytes === undefined || totalBytes === undefined ? '' : shareInWords(bytes, totalBytes);
}

/** The last answer about a phase came before the phase ended, so it may say less than 100 %. */
function finished(progress: ShownProgress): ShownProgress {
  const { totalBytes } = progress;
  return { ...progress, percentage: 100, ...(totalBytes === undefined ? {} : { bytes: totalBytes }) };
}
