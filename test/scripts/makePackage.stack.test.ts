import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';

const ROOT = path.resolve(__dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const ZIP = `acr-ferry-${version}.zip`;
const BILL = `acr-ferry-${version}.cdx.json`;
const COMMANDS = `acr-ferry-${version}-commands.zip`;
const OFFLINE = `acr-ferry-${version}-offline.zip`;

interface Bill {
  metadata: { component: { purl: string } };
  components: { name: string; version: string; purl: string; licenses?: object[]; hashes?: object[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

describe('npm run package', () => {
  let parent: string;
  let first: string;
  let second: string;
  const make = async (out: string, env: Record<string, string>): Promise<string> => {
    const args = [path.join(ROOT, 'scripts/makePackage.js'), '--offline', '--out', out];
    return (await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } })).stdout;
  };
  const unzip = (file: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(unzipSync(readFileSync(path.join(first, file)))).map(([name, bytes]) => [name, strFromU8(bytes)]),
    );
  beforeAll(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'make package '));
    [first, second] = ['first', 'second'].map((name) => path.join(parent, name)) as [string, string];
    mkdirSync(path.join(second, 'app'), { recursive: true });
    for (const old of ['acr-ferry-0.0.1.zip', 'app/old.js', 'kept.txt']) writeFileSync(path.join(second, old), 'old');
    writeFileSync(path.join(second, 'app/package.json'), '{"name":"acr-ferry"}');
    await make(first, { TZ: 'Pacific/Kiritimati', LANG: 'C' });
    await make(second, { TZ: 'America/Caracas', LANG: 'de_DE.UTF-8', NODE_ENV: 'production' });
  }, 240_000);
  afterAll(() => rm(parent, { recursive: true, force: true }));

  it('makes the same bytes again, and removes what an earlier run left', () => {
    const names = readdirSync(first, { recursive: true }).map(String).sort();
    expect(readdirSync(second, { recursive: true }).map(String).sort()).toEqual([...names, 'kept.txt'].sort());
    for (const name of [ZIP, BILL, COMMANDS, OFFLINE, 'SHA256SUMS'])
      expect(readFileSync(path.join(first, name)).equals(readFileSync(path.join(second, name)))).toBe(true);
  });

  it('sums up every file that it makes', () => {
    const lines = [ZIP, BILL, COMMANDS, OFFLINE].map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(path.join(first, file)))
          .digest('hex')}  ${file}\n`,
    );
    expect(readFileSync(path.join(first, 'SHA256SUMS'), 'utf8')).toBe(lines.join(''));
  });

  it("holds the operator's commands, which need Node alone", async () => {
    const files = unzip(COMMANDS);
    expect(Object.keys(files)).toEqual(['LICENSE', 'doctor.js', 'drain.js']);
    for (const command of ['doctor', 'drain']) {
      const folder = await mkdtemp(path.join(parent, 'command '));
      const file = path.join(folder, `${command}.js`);
      writeFileSync(file, files[`${command}.js`] ?? '');
      const { stdout } = await promisify(execFile)(process.execPath, [file, '--help'], { cwd: folder });
      expect(stdout).toContain('--url URL');
    }
  });

  it('holds what a host needs, and nothing else', () => {
    const files = unzip(ZIP);
    expect(Object.keys(files)).toEqual([
      'LICENSE',
      'THIRD-PARTY-NOTICES.txt',
      'dist/src/index.js',
      'host.json',
      'package.json',
      'routes.schema.json',
    ]);
    for (const file of ['LICENSE', 'host.json', 'routes.schema.json'])
      expect(files[file]).toBe(readFileSync(path.join(ROOT, file), 'utf8'));
    const manifest = JSON.parse(files['package.json'] ?? '') as object;
    expect(manifest).toMatchObject({ name: 'acr-ferry', version, type: 'commonjs', main: 'dist/src/index.js' });
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('scripts');
    for (const [file, text] of Object.entries(files))
      expect(readFileSync(path.join(first, 'app', file), 'utf8') === text).toBe(true);
  });

  it('says nothing of the machine that made it', () => {
    const texts = [...Object.values(unzip(ZIP)), readFileSync(path.join(first, BILL), 'utf8')];
    for (const folder of [ROOT, parent])
      expect(texts.filter((text) => text.includes(folder)).map((text) => text.slice(0, 80))).toEqual([]);
  });

  it('requires what Node and the Functions worker provide, and has one programming model', () => {
    const bundle = unzip(ZIP)['dist/src/index.js'] ?? '';
    const required = [...bundle.matchAll(/(?<![\w$.])require\d*\("([^"]+)"\)/g)].map(([, name = '']) => name);
    const foreign = required.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect([...new Set(foreign)]).toEqual(['@azure/functions-core']);
    expect(bundle.match(/^\/\/ node_modules\/.*@azure\/functions\/dist\/azure-functions\.js$/gm)).toHaveLength(1);
    expect(bundle).not.toMatch(/^\/\/ (local|test|bench|cli)\//m);
    expect(bundle).not.toContain('sourceMappingURL');
  });

  it('registers the functions of the app that is not bundled: names, triggers, bindings', async () => {
    const script = `
      const [, host, folder] = process.argv;
      const { FunctionApp } = require(host + '/functionApp');
      const { installCoreModule } = require(host + '/installCoreModule');
      const { loadApp } = require(host + '/loadApp');
      const app = new FunctionApp();
      installCoreModule(app, { write: () => undefined });
      loadApp(folder, app).then(() => console.log(JSON.stringify(app.functions().map(({ metadata }) => metadata))));`;
    const registered = async (folder: string): Promise<{ name: string }[]> => {
      const args = ['-e', script, path.join(ROOT, 'dist/local/host/app'), folder];
      return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as { name: string }[];
    };
    const bundled = await registered(path.join(first, 'app'));
    expect(bundled.length).toBeGreaterThan(50);
    expect(bundled).toEqual(await registered(ROOT));
  });

  it('bills every package that is in it, with its licence, and no other', () => {
    const { metadata, components, dependencies } = JSON.parse(readFileSync(path.join(first, BILL), 'utf8')) as Bill;
    expect(metadata).not.toHaveProperty('timestamp');
    expect(metadata.component.purl).toBe(`pkg:npm/acr-ferry@${version}`);
    const billed = components.map((entry) => `${entry.name}@${entry.version}`);
    const notices = unzip(ZIP)['THIRD-PARTY-NOTICES.txt'] ?? '';
    expect([...notices.matchAll(/^-{80}\n(\S+) \(.*\)\n-{80}$/gm)].map(([, id]) => id)).toEqual(billed);
    expect(billed).toEqual(expect.arrayContaining([expect.stringMatching(/^durable-functions@3\./)]));
    expect(billed.filter((id) => /azurite|jest|esbuild|monitor-opentelemetry/.test(id))).toEqual([]);
    expect(components.filter(({ licenses, hashes }) => !licenses?.length || !hashes?.length)).toEqual([]);
    const known = new Set([`acr-ferry@${version}`, ...billed]);
    expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !known.has(ref))).toEqual(
      [],
    );
    expect(readFileSync(path.join(first, BILL), 'utf8')).not.toMatch(/serialNumber|"distribution"|\.tgz/);
  });

  it('makes the offline package of the same app', () => {
    const [app, offline] = [unzip(ZIP), unzip(OFFLINE)];
    for (const file of Object.keys(app).filter((name) => name !== 'host.json'))
      expect(offline[file] === app[file]).toBe(true);
    expect(offline['host.json']).not.toContain('extensionBundle');
    expect(offline['sbom.cdx.json']).toBe(readFileSync(path.join(first, BILL), 'utf8'));
    expect(offline).toHaveProperty(['docs/index.html']);
  });

  it('says what is missing where only production packages are installed', async () => {
    const root = await mkdtemp(path.join(parent, 'omit dev '));
    await cp(path.join(ROOT, 'scripts'), path.join(root, 'scripts'), { recursive: true });
    const refused = promisify(execFile)(process.execPath, [path.join(root, 'scripts/makePackage.js')], { cwd: root });
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Nothing was packaged\. Cannot find module '[\w-]+': it is a development dependency\. Run npm ci, without --omit=dev/,
      ) as string,
    });
    expect(readdirSync(root)).toEqual(['scripts']);
  });

  it('refuses a folder whose app/ is no package, and removes nothing', async () => {
    const out = await mkdtemp(path.join(parent, 'home '));
    mkdirSync(path.join(out, 'app'));
    await expect(make(out, {})).rejects.toMatchObject({
      stderr: expect.stringContaining('Name another folder') as string,
    });
    expect(readdirSync(out)).toEqual(['app']);
  });

  it('refuses a flag that it does not know, and makes nothing', async () => {
    const out = path.join(parent, 'third');
    const args = [path.join(ROOT, 'scripts/makePackage.js'), '--ofline', '--out', out];
    const refused = promisify(execFile)(process.execPath, args);
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("'--ofline'") as string });
    expect(existsSync(out)).toBe(false);
  });
});
