import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Page, PROJECT } from './page';

/** Hosts of this machine and names that nobody owns (RFC 2606): examples, not places of the web. */
const EXAMPLE_HOST = /^(localhost|127\.0\.0\.1|(.+\.)?example\.(com|org|net)|.+\.(example|invalid|test))$/;
const LOCALIZED = /^\/[a-z]{2}-[a-z]{2}(\/|$)/i;
const TRACKING = /^(utm_.*|wt\.mc_id|fbclid|gclid|ocid|view)$/i;

/**
 * What is wrong with a link; undefined where nothing is. No address of the web is fetched.
 *
 * @param link as the page has it
 * @param pages all pages whose anchors are known
 */
export function linkMistake(link: string, page: Page, pages: readonly Page[]): string | undefined {
  return /^[a-z][a-z\d+.-]*:/i.test(link) ? webMistake(link) : fileMistake(link, page, pages);
}

function webMistake(link: string): string | undefined {
  if (!URL.canParse(link)) return 'is no URL';
  const { protocol, hostname, pathname, searchParams, username } = new URL(link);
  if (EXAMPLE_HOST.test(hostname)) return undefined;
  if (protocol !== 'https:') return 'is not https';
  if (username !== '') return 'has a user name';
  if (!/^[a-z\d-]+(\.[a-z\d-]+)+$/.test(hostname)) return 'has no host of the web';
  if (LOCALIZED.test(pathname)) return 'leads to one language';
  const tracked = [...searchParams.keys()].find((name) => TRACKING.test(name));
  return tracked === undefined ? undefined : `carries ${tracked}`;
}

function fileMistake(link: string, page: Page, pages: readonly Page[]): string | undefined {
  const [, to = '', anchor] = /^([^#]*)(?:#(.*))?$/.exec(link) ?? [];
  const file = to === '' ? page.file : path.posix.join(path.posix.dirname(page.file), decodeURI(to));
  if (file.startsWith('..') || to.startsWith('/')) return 'leads out of the repository';
  if (!existsSync(path.join(PROJECT, file))) return 'leads to no file';
  if (anchor === undefined) return undefined;
  const target = pages.find((one) => one.file === file);
  if (!target) return 'has an anchor in what is no page';
  return target.anchors.includes(anchor) ? undefined : 'leads to no heading';
}
