import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { STACK_NAMES } from '../../local/stackNames';
import { type LocalStack, startLocalStack } from '../e2e/helpers/startLocalStack';
import type { RoutesFile } from '../e2e/helpers/startFerry';
import { until } from '../e2e/helpers/until';
import { connectTransferApi, type TransferApi } from '../e2e/helpers/transferApi';
import { writeOciLayout } from './ociLayout';
import { runSkopeo } from './runSkopeo';

type Side = 'source' | 'target';

/** The stack's routes; what is pushed to `pushed/` starts a transfer. */
async function writeRoutes({ appSettings }: LocalStack, to: string): Promise<void> {
  const file = JSON.parse(await readFile(appSettings['FERRY_ROUTES'] ?? '', 'utf8')) as RoutesFile;
  const select = { rules: [{ repositories: ['pushed/**'] }] };
  Object.assign(file.routes[STACK_NAMES.route] ?? {}, { onPush: { quietSeconds: 5, maxWaitSeconds: 30, select } });
  await writeFile(to, JSON.stringify(file));
}

describe('skopeo pushes to the source and pulls from the target', () => {
  let folder: string;
  let stack: LocalStack | undefined;
  let api: TransferApi;
  beforeAll(async () => {
    await runSkopeo('--version');
    folder = await mkdtemp(path.join(tmpdir(), 'ferry skopeo '));
    stack = await startLocalStack();
    const routesFile = path.join(folder, 'routes.json');
    await writeRoutes(stack, routesFile);
    const host = await stack.startHost({ FERRY_ROUTES: routesFile });
    api = connectTransferApi(host.url, STACK_NAMES.route);
  });
  afterAll(async () => {
    await stack?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const started = (): LocalStack => stack as LocalStack;
  const at = (side: Side, reference: string): string => {
    const { sourceRegistry, targetRegistry } = started().endpoints;
    return `docker://${new URL(side === 'source' ? sourceRegistry : targetRegistry).host}/${reference}`;
  };
  const credentials = (side: Side): string => `${STACK_NAMES[side].registry}:${started().keys.registryPasswords[side]}`;
  const access = (side: Side, prefix: '' | 'src-' | 'dest-'): string[] => [
    ...[`--${prefix}creds`, credentials(side)],
    ...[`--${prefix}cert-dir`, started().certificate.folder],
  ];
  const digestOf = async (side: Side, reference: string): Promise<string> => {
    const raw = await runSkopeo('inspect', '--raw', ...access(side, ''), at(side, reference));
    return `sha256:${createHash('sha256').update(raw).digest('hex')}`;
  };

  it.each([
    ['an image', 'clients/image', ['amd64'], []],
    ['an index of three platforms', 'clients/index', ['amd64', 'arm64', 's390x'], ['--all']],
  ])('%s', async (_, repository, architectures, all) => {
    const layout = path.join(folder, path.basename(repository));
    const reference = `${repository}:1.0`;
    await writeOciLayout(layout, '1.0', architectures);
    await runSkopeo('copy', ...all, ...access('source', 'dest-'), `oci:${layout}:1.0`, at('source', reference));

    const { id } = await api.start([reference]);
    const { outcome, artifacts } = await api.reportOf(id);
    expect(outcome).toBe('succeeded');

    const digest = await digestOf('source', reference);
    expect(await digestOf('target', reference)).toBe(digest);
    expect(artifacts).toMatchObject([{ sourceDigest: digest, targetDigest: digest }]);

    const pulled = path.join(folder, `${path.basename(repository)} pulled`);
    await runSkopeo('copy', ...all, ...access('target', 'src-'), at('target', reference), `oci:${pulled}:1.0`);
    const blobs = (of: string): Promise<string[]> => readdir(path.join(of, 'blobs', 'sha256'));
    expect((await blobs(pulled)).sort()).toEqual((await blobs(layout)).sort());
  });

  it('a signature beside its image, as cosign pushes it', async () => {
    // Prepare
    const repository = 'clients/signed';
    const push = async (tag: string): Promise<void> => {
      const layout = path.join(folder, tag);
      await writeOciLayout(layout, tag, ['amd64']);
      await runSkopeo(
        'copy',
        ...access('source', 'dest-'),
        `oci:${layout}:${tag}`,
        at('source', `${repository}:${tag}`),
      );
    };
    await push('1.0');
    const signature = `${(await digestOf('source', `${repository}:1.0`)).replace(':', '-')}.sig`;
    await push(signature);

    // Act
    const { id } = await api.select({ select: { rules: [{ repositories: [repository], tags: ['1.*'] }] } });
    const { outcome } = await api.reportOf(id);

    // Assess
    expect(outcome).toBe('succeeded');
    const listed = await runSkopeo('list-tags', ...access('target', ''), at('target', repository));
    expect(JSON.parse(listed.toString())).toMatchObject({ Tags: ['1.0', signature] });
    for (const tag of ['1.0', signature]) {
      const reference = `${repository}:${tag}`;
      expect(await digestOf('target', reference)).toBe(await digestOf('source', reference));
    }
  });

  it('an image that nobody asks for: its push is enough', async () => {
    // Prepare
    const reference = 'pushed/image:1.0';
    const layout = path.join(folder, 'pushed');
    await writeOciLayout(layout, '1.0', ['amd64', 'arm64']);

    // Act
    await runSkopeo('copy', '--all', ...access('source', 'dest-'), `oci:${layout}:1.0`, at('source', reference));

    // Assess
    const startedByPush = async () => {
      const { json } = await api.list('?limit=100');
      const views = await Promise.all((json?.transfers ?? []).map(({ id }) => api.get(id)));
      return views.find((view) => view.json?.startedBy.name === 'imagePushed')?.json?.id;
    };
    const id = await until(startedByPush, { what: 'a transfer that the push starts', timeoutMs: 120_000 });
    const { outcome, artifacts } = await api.reportOf(id);
    expect({ outcome, artifacts }).toMatchObject({ outcome: 'succeeded', artifacts: [{ artifact: reference }] });
    const digest = await digestOf('source', reference);
    expect(await digestOf('target', reference)).toBe(digest);
    expect(artifacts).toMatchObject([{ sourceDigest: digest, targetDigest: digest }]);
  }, 240_000);

  it('login with the user of the registry; another password is refused', async () => {
    const { host } = new URL(started().endpoints.targetRegistry);
    const [user = '', password = ''] = credentials('target').split(':');
    const login = (secret: string): Promise<Buffer> =>
      runSkopeo(
        ...['login', '--authfile', path.join(folder, 'auth.json'), '--cert-dir', started().certificate.folder],
        ...['--username', user, '--password', secret, host],
      );
    expect((await login(password)).toString()).toContain('Login Succeeded');
    await expect(login('wrong')).rejects.toThrow(/unauthorized|invalid username/i);
  });

  it('tags of a repository', async () => {
    const listed = await runSkopeo('list-tags', ...access('target', ''), at('target', 'clients/image'));
    expect(JSON.parse(listed.toString())).toMatchObject({ Tags: ['1.0'] });
  });
});
