/** Where a long command of the docs is run, if not by test/e2e/docs.test.ts. */
export interface Elsewhere {
  /** As the docs have it, without a comment. */
  command: string;
  /** The file that runs it; of what only people run, the file with its results. */
  by: string;
  /** What that file says where it runs it. */
  proof: RegExp;
}

const CI = '.ci/run';
const RESULTS = 'bench/RESULTS.md';
const WEEKLY = '.github/workflows/weekly.yml';
const DEMO = 'test/e2e/demo.test.ts';
const DRAIN = 'test/cli/runDrain.test.ts';
const PACKAGE = 'test/e2e/package.test.ts';
const CLI = 'test/e2e/cli.test.ts';

/** Every `npm`, `npx`, `node` and `.ci/run` of the docs. */
export const ELSEWHERE: readonly Elsewhere[] = [
  { command: 'npm ci', by: CI, proof: /npm cit$/m },
  { command: 'npm cit', by: CI, proof: /npm cit$/m },
  { command: 'npm test', by: CI, proof: /npm cit$/m },
  { command: 'npm run test:unit', by: CI, proof: /npm cit$/m },
  { command: 'npm run test:clients', by: CI, proof: /npm run test:clients/ },
  { command: 'npm run check', by: CI, proof: /npm run check/ },
  { command: '.ci/run', by: '.github/workflows/ci.yml', proof: /\.ci\/run/ },
  { command: 'npx jest test/domain', by: CI, proof: /jest\.js/ },
  { command: 'npx jest --selectProjects e2e', by: CI, proof: /--selectProjects e2e/ },
  { command: 'npm start', by: CLI, proof: /npm start/ },
  { command: 'npm run stack', by: CLI, proof: /npm run stack/ },
  {
    command: 'node dist/local/host/main.js --app . --port 7071 --state .local/host --settings local.settings.json',
    by: 'local/launcher/startBuiltInHost.ts',
    proof: /host\/main/,
  },
  { command: 'npm run demo', by: DEMO, proof: /runCli\('demo', \['--json'/ },
  { command: 'npm run demo -- --registry', by: DEMO, proof: /demo\.run\(\['--registry'/ },
  { command: 'npm run demo -- --hands-off', by: DEMO, proof: /demo\.run\(\['--hands-off'/ },
  { command: 'npm run demo -- --broken', by: WEEKLY, proof: /npm run demo -- --broken/ },
  {
    command: 'npm run demo -- --package out/acr-ferry-*[0-9].zip',
    by: PACKAGE,
    proof: /'--package', path\.join\(out, file\)/,
  },
  { command: 'npm run package', by: PACKAGE, proof: /scripts\/makePackage\.js/ },
  { command: 'npm run package -- --offline', by: PACKAGE, proof: /'--offline', '--out', out/ },
  { command: 'npm run infra', by: CI, proof: /npm run -s infra -- --check/ },
  {
    command: 'node scripts/deployEvents.js --deployment acr-ferry arrivalsPrefix=inbox/',
    by: 'test/scripts/deployEvents.test.ts',
    proof: /deployEvents/,
  },
  { command: "npm run drain -- --wait --reason 'upgrade to 0.3.0'", by: DRAIN, proof: /'--wait'/ },
  { command: 'npm run drain -- --end', by: DRAIN, proof: /'--end'/ },
  { command: 'npm run docs', by: 'test/doctor/troubleshooting.test.ts', proof: /npm run docs/ },
  { command: 'npm run bench:package', by: RESULTS, proof: /`npm run bench:package`/ },
  { command: 'npm run bench:cost -- --quick', by: RESULTS, proof: /`npm run bench:cost`/ },
  { command: 'npm run sim -- --seeds 10000', by: WEEKLY, proof: /npm run sim -- --seeds 10000/ },
  { command: 'npm run sim:mutants', by: WEEKLY, proof: /npm run sim:mutants/ },
  { command: 'npm run bench', by: RESULTS, proof: /`npm run bench`/ },
  { command: 'npm run bench:copy -- --quick', by: RESULTS, proof: /`npm run bench:copy`/ },
  { command: 'npm run bench:copy -- --model', by: RESULTS, proof: /`npm run bench:copy -- --model`/ },
  { command: 'npm run bench:ledger', by: RESULTS, proof: /`npm run bench:ledger`/ },
  { command: 'npm run bench:scale -- --quick', by: RESULTS, proof: /`npm run bench:scale`/ },
];
