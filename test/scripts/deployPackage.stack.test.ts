import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';

const DEPLOY_PACKAGE = path.resolve(__dirname, '../../.ci/deploy-package');
const URL = 'https://host.blob.example/packages/acr-ferry.zip';
/** Answers as the Azure CLI does, after it has written down what it was asked. */
const AZ = `#!/usr/bin/env bash
echo "$*" >>"$ASKED"
case "$*" in
  *'appsettings list'*) echo "$PACKAGE_AT" ;;
  *'functionapp show'*) echo '/subscriptions/s/sites/the-app' ;;
  *"$FAILS"*) exit 1 ;;
esac
`;

const zipOf = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8('{"extensionBundle":{}}')])));

describe('.ci/deploy-package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy package '));
  const asked = path.join(folder, 'asked');
  writeFileSync(path.join(folder, 'az'), AZ, { mode: 0o755 });
  const file = path.join(folder, 'a b.zip');
  beforeEach(() => writeFileSync(file, zipOf('host.json', 'dist/src/index.js')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function spawn(packageAt: string, fails: string, ...args: string[]) {
    writeFileSync(asked, '');
    return spawnSync(DEPLOY_PACKAGE, args, {
      encoding: 'utf8',
      env: {
        ...{ PATH: `${folder}:${process.env['PATH']}`, ASKED: asked, PACKAGE_AT: packageAt, FAILS: fails },
        ...{ RESOURCE_GROUP: 'ferry', FUNCTION_APP: 'the-app' },
      },
    });
  }

  function run(packageAt: string, fails = 'nothing that is asked') {
    const { status } = spawn(packageAt, fails, file);
    return { status, asked: readFileSync(asked, 'utf8').trim().split('\n').slice(1) };
  }

  it('writes the blob that a premium app reads, has the app read it, and the platform look at its triggers', () =>
    expect(run(URL)).toEqual({
      status: 0,
      asked: [
        `storage blob upload --auth-mode login --overwrite --blob-url ${URL} --file ${file} --output none`,
        'functionapp restart --resource-group ferry --name the-app',
        'functionapp show --resource-group ferry --name the-app --query id --output tsv',
        'rest --method post --url /subscriptions/s/sites/the-app/syncfunctiontriggers?api-version=2024-04-01 --output none',
      ],
    }));

  it.each(['', '1'])('deploys the file where the setting is "%s"', (packageAt) =>
    expect(run(packageAt)).toEqual({
      status: 0,
      asked: [
        `functionapp deployment source config-zip --resource-group ferry --name the-app --src ${file} --timeout 900 --output none`,
      ],
    }),
  );

  it('fails where the blob cannot be written, and restarts nothing', () => {
    const { status, asked: calls } = run(URL, 'blob upload');
    expect([status, calls.length]).toEqual([1, 1]);
  });

  const whole = zipOf('host.json', 'dist/src/index.js');
  it.each([
    ['text', strToU8('hello'), 'is damaged, or no ZIP file'],
    ['a package that was cut off', whole.slice(0, -9), 'is damaged, or no ZIP file'],
    ['a package with another byte', whole.with(45, whole[45]! ^ 1), 'is damaged, or no ZIP file'],
    ["the operator's commands", zipOf('drain.js', 'app/host.json'), 'holds no app'],
    [
      'the offline package without its extensions',
      zipSync({ 'host.json': strToU8('{}'), 'extensions.csproj': strToU8('') }),
      'has neither an extension bundle nor its extensions',
    ],
    [
      'an offline package whose list of extensions is empty',
      zipSync({ 'host.json': strToU8('{}'), 'bin/extensions.json': strToU8('{"extensions":[]}') }),
      'has neither an extension bundle nor its extensions',
    ],
  ])('deploys nothing that is %s', (_what, content, words) => {
    writeFileSync(file, content);
    const { status, stderr } = spawn(URL, 'nothing', file);
    expect([status, readFileSync(asked, 'utf8')]).toEqual([2, '']);
    expect(stderr).toContain(`Nothing was deployed. ${file} ${words}`);
  });

  it('deploys an offline package that has its extensions', () => {
    writeFileSync(file, zipSync({ 'host.json': strToU8('{}'), 'bin/extensions.json': strToU8('"DurableTask"') }));
    expect(run('')).toMatchObject({ status: 0 });
  });

  it.each([[], ['none.zip']])('names a file that is not there: %j', (...args) => {
    const { status, stderr } = spawn('', 'nothing', ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`There is no file '${args[0] ?? ''}'.`)]);
    expect(readFileSync(asked, 'utf8')).toBe('');
  });
});
