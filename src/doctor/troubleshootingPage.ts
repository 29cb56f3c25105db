import type { Check } from './check';
import { VENDOR_ROWS } from './vendorRows';

const HEAD = `# Troubleshooting

\`GET /api/routes/{route}/doctor\`, or \`npm run doctor -- --route {route}\`, looks at all of this and says what to do, with commands to
paste: [doctor.md](doctor.md). This page is made of the checks themselves (\`npm run docs\`).

## What you see, and what mends it
`;

const VENDOR_HEAD = `
## The vendor's own list

Every row of the troubleshooting text of the vendor's how-to, and what answers it here.
`;

/** docs/troubleshooting.md, as Markdown that prettier has not seen yet. */
export function troubleshootingPage(checks: readonly Check[]): string {
  const symptoms = checks.map(({ code, symptom, remedy }) => [symptom, `\`${code}\``, remedy]);
  const vendor = VENDOR_ROWS.map(({ says, checks: answers, here }) => {
    const codes = checks.filter(({ code }) => answers.test(code)).map(({ code }) => `\`${code}\``);
    return [says, codes.join(', '), here];
  });
  return [
    HEAD,
    table(['symptom', 'check', 'remedy'], symptoms),
    VENDOR_HEAD,
    table(["the vendor's row", 'checks', 'here'], vendor),
  ].join('\n');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
