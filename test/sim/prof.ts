import { drawDay } from './day/drawDay';
import { judge } from './judge';
void (async () => {
  const begun = Date.now();
  let steps = 0; let bad = 0;
  const n = Number(process.argv[2]);
  for (let seed = 1; seed <= n; seed += 1) { const j = await judge(drawDay(seed)); steps += j.outcome?.trace.length ?? 0; if (j.findings.length) bad += 1; }
  console.log(n, 'days', (Date.now() - begun) / 1000, 's', steps, 'steps', bad, 'bad');
})();
