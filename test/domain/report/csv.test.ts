import { CSV_HEAD, toCsv } from '../../../src/domain/report/csv';

const cellsOf = (artifact: string): string => toCsv([{ artifact, outcome: 'failed' }]);

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '|cmd', '%x'])('%j is no formula', (text) => {
  expect(cellsOf(text)).toBe(`"'${text}","failed","","","","",""\r\n`);
});

it('commas, quotes and line ends stay within their cell', () => {
  const failure = { code: 'export_run_failed' as const, message: 'a, "b"\r\nc', nextStep: 'n' };
  expect(toCsv([{ artifact: 'app:1', outcome: 'failed', failure }])).toBe(
    '"app:1","failed","","","export_run_failed","a, ""b""\r\nc","n"\r\n',
  );
});

it('has as many columns as its first line says, and nothing for nothing', () => {
  expect(cellsOf('app:1').split(',')).toHaveLength(CSV_HEAD.split(',').length);
  expect(toCsv([])).toBe('');
});
