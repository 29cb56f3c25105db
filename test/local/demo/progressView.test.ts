import { createProgressView } from '../../../local/demo/progressView';

function shownOn(isTTY: boolean) {
  const written: string[] = [];
  return { written, view: createProgressView({ isTTY, write: (text: string) => written.push(text) }) };
}

describe('createProgressView', () => {
  it('writes a line at each change when the output is no terminal', () => {
    const { view, written } = shownOn(false);
    view.show({ phase: 'planning', percentage: 0 });
    view.show({ phase: 'planning', percentage: 0 });
    view.show({ phase: 'copying', percentage: 50, bytes: 32 * 1024 * 1024, totalBytes: 64 * 1024 * 1024 });
    view.complete();
    expect(written).toEqual(['  planning   0 %\n', '  copying    50 % 32.0 of 64.0 MiB\n', '  done\n']);
  });

  it('draws a bar a phase, in place, on a terminal', () => {
    const { view, written } = shownOn(true);
    view.show({ phase: 'copying', percentage: 50, bytes: 1024 * 1024, totalBytes: 2 * 1024 * 1024 });
    const lines = written[0]?.replaceAll('\u001b[2K', '').split('\n') ?? [];
    expect(lines).toEqual([
      `  planning   [${'#'.repeat(28)}] 100 %`,
      `  exporting  [${'#'.repeat(28)}] 100 %`,
      `  copying    [${'#'.repeat(14)}${'-'.repeat(14)}]  50 % 1.0 of 2.0 MiB`,
      `  importing  [${'-'.repeat(28)}]   0 %`,
      `  verifying  [${'-'.repeat(28)}]   0 %`,
      `  reporting  [${'-'.repeat(28)}]   0 %`,
      '',
    ]);
    view.complete();
    expect(written[1]?.startsWith('\u001b[6A')).toBe(true);
    expect(written[1]?.match(/100 %/g)).toHaveLength(6);
  });

  it('shows the full amount of a phase that has ended since it was last asked for', () => {
    const { view, written } = shownOn(true);
    view.show({ phase: 'copying', percentage: 50, bytes: 32 * 1024 * 1024, totalBytes: 64 * 1024 * 1024 });
    view.show({ phase: 'importing', percentage: 0 });
    expect(written.at(-1)).toMatch(/copying .* 100 % 64\.0 of 64\.0 MiB\n/);
  });

  it('does not go back when an older answer arrives late', () => {
    const { view, written } = shownOn(false);
    view.show({ phase: 'importing', percentage: 10 });
    view.show({ phase: 'copying', percentage: 90 });
    expect(written).toHaveLength(1);
  });
});
