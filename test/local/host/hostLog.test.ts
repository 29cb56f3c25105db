import { createHostLog } from '../../../local/host/hostLog';
import { fixedPlatform } from '../testPlatform';

const platform = fixedPlatform(Date.parse('2026-01-01T00:00:00Z'));

const logged = (levels: Record<string, string>, write: (log: ReturnType<typeof createHostLog>) => void): string[] => {
  const lines: string[] = [];
  write(createHostLog(platform, levels, (line) => lines.push(line.replace(/^\[[^\]]*\] /, ''))));
  return lines;
};

describe('createHostLog', () => {
  it('writes one line, without secrets', () => {
    // Prepare
    const secret =
      'PUT https://x/y?sv=1&sig=a%2Fb&se=2\n  at z, Authorization: Bearer e.J-_0, AccountKey=abc==;code=K_-1, Basic dTpw';

    // Act
    const lines = logged({}, (log) => log.writeFunction('warning', 'f', secret));

    // Assess
    expect(lines).toEqual([
      '[warning] Functions.f: PUT https://x/y?sv=1&<hidden>&se=2 | at z, Authorization: Bearer <hidden>, ' +
        'AccountKey=<hidden>;code=<hidden>, Basic <hidden>',
    ]);
  });

  it('keeps to the levels of host.json, the longest category first', () => {
    // Prepare
    const levels = { default: 'Warning', Function: 'Error', 'Function.f.User': 'Debug', 'Host.Routes': 'None' };

    // Act
    const lines = logged(levels, (log) => {
      log.writeFunction('debug', 'f', 'shown');
      log.writeFunction('trace', 'f', 'hidden');
      log.writeFunction('warning', 'g', 'hidden');
      log.write('warning', 'Bindings', 'shown');
      log.write('critical', 'Routes', 'hidden');
    });

    // Assess
    expect(lines).toEqual(['[debug] Functions.f: shown', '[warning] Bindings: shown']);
  });
});
