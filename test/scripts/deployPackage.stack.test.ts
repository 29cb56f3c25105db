import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

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

describe('.ci/deploy-package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy package '));
  const asked = path.join(folder, 'asked');
  writeFileSync(path.join(folder, 'az'), AZ, { mode: 0o755 });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(packageAt: string, fails = 'nothing that is asked') {
    writeFileSync(asked, '');
    const { status } = spawnSync(DEPLOY_PACKAGE, ['out/a b.zip'], {
      env: {
        ...{ PATH: `${folder}:${process.env['PATH']}`, ASKED: asked, PACKAGE_AT: packageAt, FAILS: fails },
        ...{ RESOURCE_GROUP: 'ferry', FUNCTION_APP: 'the-app' },
      },
    });
    return { status, asked: readFileSync(asked, 'utf8').trim().split('\n').slice(1) };
  }

  it('writes the blob that a premium app reads, has the app read it, and the platform look at its triggers', () =>
    expect(run(URL)).toEqual({
      status: 0,
      asked: [
        `storage blob upload --auth-mode login --overwrite --blob-url ${URL} --file out/a b.zip --output none`,
        'functionapp restart --resource-group ferry --name the-app',
        'functionapp show --resource-group ferry --name the-app --query id --output tsv',
        'rest --method post --url /subscriptions/s/sites/the-app/syncfunctiontriggers?api-version=2024-04-01 --output none',
      ],
    }));

  it.each(['', '1'])('deploys the file where the setting is "%s"', (packageAt) =>
    expect(run(packageAt)).toEqual({
      status: 0,
      asked: [
        'functionapp deployment source config-zip --resource-group ferry --name the-app --src out/a b.zip --timeout 900 --output none',
      ],
    }),
  );

  it('fails where the blob cannot be written, and restarts nothing', () => {
    const { status, asked: calls } = run(URL, 'blob upload');
    expect([status, calls.length]).toEqual([1, 1]);
  });
});
