import type { StackEndpoints } from '../stack/stackEndpoints';
import type { Stack } from '../stack/startStack';
import { STACK_NAMES } from '../stackNames';
import { hostLogOf } from './launch';

/** What runs where, as lines for a terminal; `host` is the Functions host's URL, when one runs. */
export function describeStack(stack: Stack, host: string | undefined): string {
  const { endpoints, certificate, keys, settings } = stack;
  const rows: [string, string, string][] = [
    ...(host ? [['Functions host', host, 'API under /api'] satisfies [string, string, string]] : []),
    ...(host ? [['host log', hostLogOf(settings), 'what the functions log'] satisfies [string, string, string]] : []),
    ['source registry', endpoints.sourceRegistry, login('source', keys.registryPasswords.source)],
    ['target registry', endpoints.targetRegistry, login('target', keys.registryPasswords.target)],
    [
      'management plane',
      endpoints.resourceManager,
      `pipelines ${STACK_NAMES.source.pipeline}, ${STACK_NAMES.target.pipeline}`,
    ],
    ['storage', new URL(endpoints.exports).origin, containers(endpoints)],
    ['key vault', endpoints.vault, `secret ${STACK_NAMES.exportSasSecret}`],
    ['managed identity', endpoints.identity, 'IDENTITY_ENDPOINT'],
    ['login authority', endpoints.login, 'app registrations'],
    ['admin', endpoints.admin, 'service times, faults, holds, events'],
    ['host storage', endpoints.hostBlob, 'AzureWebJobsStorage, plain http'],
    ['certificate', certificate.caFile, ''],
    ['state', settings.folder, 'cleared by --reset'],
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map(([name, where, note]) =>
    `  ${name.padEnd(widths[0] ?? 0)}  ${where.padEnd(widths[1] ?? 0)}  ${note}`.trimEnd(),
  );
  return [...table, '', ...examples(stack, host ?? endpoints.host)].join('\n');
}

function examples({ endpoints, certificate, keys }: Stack, host: string): string[] {
  const registry = (side: 'source' | 'target'): { creds: string; at: string; certificates: string } => ({
    creds: `${STACK_NAMES[side].registry}:${keys.registryPasswords[side]}`,
    at: `docker://${new URL(side === 'source' ? endpoints.sourceRegistry : endpoints.targetRegistry).host}`,
    certificates: quoteForShell(certificate.folder),
  });
  const [source, target] = [registry('source'), registry('target')];
  const body = JSON.stringify({ route: STACK_NAMES.route, artifacts: ['samples/app:1.0'] });
  return [
    'Push an image to the source registry, transfer it, look how it goes, pull it from the target registry:',
    `  skopeo copy --dest-creds ${source.creds} --dest-cert-dir ${source.certificates} oci-archive:app.tar ${source.at}/samples/app:1.0`,
    `  curl -i ${host}/api/transfers -H 'content-type: application/json' -d '${body}'`,
    `  curl ${host}/api/transfers`,
    `  skopeo copy --src-creds ${target.creds} --src-cert-dir ${target.certificates} ${target.at}/samples/app:1.0 oci-archive:arrived.tar`,
    'Look into a registry:',
    `  curl --cacert ${quoteForShell(certificate.caFile)} -u ${target.creds} ${endpoints.targetRegistry}/v2/_catalog`,
  ];
}

function login(side: 'source' | 'target', password: string): string {
  return `${STACK_NAMES[side].registry}, user ${STACK_NAMES[side].registry}, password ${password}`;
}

function containers({ exports, imports, state }: StackEndpoints): string {
  return [exports, imports, state].map((uri) => new URL(uri).pathname.slice(1)).join(', ');
}

/** A text as one word of a POSIX shell. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
