import { redact } from './redact';
import { withoutInvisible } from './validation/invisible';

/** What an answer says of its error, wherever in it. */
export interface ErrorBody {
  /** The service's own error code, the outermost one. */
  code?: string;
  /** Every code, the innermost first. */
  codes: readonly string[];
  /** Codes and messages, the innermost first, without repetition and secrets; empty when there are none. */
  words: string;
}

interface Node {
  value: unknown;
  depth: number;
}

interface Saying {
  code: string;
  message: string;
  depth: number;
}

/** Of all words of one answer, in characters. */
export const LONGEST_WORDS = 2_000;
/** Of one text. What is beyond is never shown, so it need not be looked through for secrets. */
const LONGEST_TEXT = 10 * LONGEST_WORDS;
const LONGEST_PARSED = 1_000_000;
const LONGEST_CODE = 100;
const MOST_NODES = 50_000;
const MOST_SAYINGS = 50;

/** Names of fields, in small letters and without `_`. Those of one row may stand beside each other. */
const CODES = ['code', 'errorcode'];
const MESSAGES = [
  'message',
  'errormessage',
  'errordescription',
  'statusmessage',
  'pipelinerunerrormessage',
  'detail',
  'title',
  'value',
];
const INNER = ['errors', 'details', 'innererror', 'properties', 'response', 'odata.error'];
/** The service's own explanation of a 403; it is about the message beside it. */
const EXPLANATION = 'authenticationerrordetail';
/** It repeats the signature that was sent, or what was signed. */
const SHOWS_SIGNATURE = /signature did not match|MAC signature|string to sign/i;
/** What services append to their messages; `correlationId` of a failure holds what is of use. */
const NOISE = /^\s*(?:RequestId|Time|Trace ID|Correlation ID|Timestamp)\s*:/i;

/**
 * Digs the codes and messages out of what a service sent with an error: objects with `error`, `errors`, `details`,
 * `innererror`, flat ones, ones whose message is itself JSON, XML, a page, or the first line of any other text. At most
 * 2,000 characters.
 *
 * @param body the parsed body, or its text
 * @see https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#handling-errors
 */
export function readErrorBody(body: unknown): ErrorBody {
  const sayings = sayingsIn(typeof body === 'string' ? ofText(body) : body);
  const coded = sayings.filter(({ code }) => code !== '');
  const outermost = coded.find(({ depth }) => depth === coded.at(-1)?.depth);
  return {
    ...(outermost && { code: outermost.code }),
    codes: [...new Set(coded.map(({ code }) => code))],
    words: join(sayings),
  };
}

/** The beginning of a text; an ellipsis says that there is more. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Everything said, the innermost first. What nests deep is walked without recursion, which would overflow. */
function sayingsIn(body: unknown): Saying[] {
  const nodes: Node[] = [{ value: body, depth: 0 }];
  const sayings: Saying[] = [];
  for (let next = 0; next < nodes.length && next < MOST_NODES; next += 1) {
    const { value, depth } = nodes[next] as Node;
    const inner: unknown[] = Array.isArray(value) ? value : lookAt(value, depth, sayings);
    for (const one of inner.slice(0, MOST_NODES)) {
      if (typeof one === 'string') nodes.push({ value: { message: one }, depth: depth + 1 });
      else if (typeof one === 'object' && one !== null) nodes.push({ value: one, depth: depth + 1 });
    }
  }
  return sayings.sort((one, other) => other.depth - one.depth).slice(0, MOST_SAYINGS);
}

/** Notes what an object says itself. @returns what it holds inside */
function lookAt(value: unknown, depth: number, sayings: Saying[]): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase().replaceAll('_', ''), field]));
  const messages = [...MESSAGES, 'error'].map((name) => fields.get(name));
  const inner = [
    ...messages.filter((message) => typeof message === 'object'),
    ...INNER.map((name) => fields.get(name)),
  ];
  const texts = messages.slice(0, -1).filter((text) => typeof text === 'string');
  let code = CODES.map((name) => codeOf(fields.get(name))).find((one) => one !== '') ?? '';
  const error = fields.get('error');
  // OAuth has a code there; others a sentence.
  if (typeof error === 'string') {
    if (code === '' && /^\w+$/.test(error) && texts.length > 0) code = codeOf(error);
    else texts.push(error);
  }
  const around = texts.map((text) => {
    const { rest, nested } = nestedIn(text);
    inner.push(nested);
    return rest;
  });
  const explanation = fields.get(EXPLANATION);
  if (typeof explanation === 'string' && !SHOWS_SIGNATURE.test(explanation)) around.push(explanation);
  const said = [...new Set(around.map(onOneLine))].filter((message) => message !== '');
  if (code !== '' || said.length > 0) sayings.push({ code, message: said.reduce(append, ''), depth });
  return inner;
}

/** A number is the status again, as gateways write it: no code of the service's own. */
function codeOf(value: unknown): string {
  if (typeof value !== 'string' || !/[a-z]/i.test(value)) return '';
  return shortened(onOneLine(value), LONGEST_CODE);
}

interface Nested {
  /** What is said around it. */
  rest: string;
  nested?: unknown;
}

/** JSON or XML that stands in a text. */
function nestedIn(text: string): Nested {
  return jsonIn(text) ?? xmlIn(text) ?? { rest: text };
}

function jsonIn(text: string): Nested | undefined {
  const [begin, end] = [text.search(/[{[]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))];
  if (begin < 0 || end < begin || text.length > LONGEST_PARSED) return undefined;
  try {
    const nested: unknown = JSON.parse(text.slice(begin, end + 1));
    const after = text.slice(end + 1).replace(/^[\s"').;]+/, '');
    return sayingsIn(nested).length === 0 ? undefined : { rest: `${before(text, begin)} ${after}`, nested };
  } catch {
    return undefined;
  }
}

function xmlIn(text: string): Nested | undefined {
  const begin = text.search(/<\?xml|<Error>/);
  if (begin < 0) return undefined;
  return { rest: before(text, begin), nested: ofXml(text.slice(begin, begin + LONGEST_TEXT)) };
}

function before(text: string, end: number): string {
  return text.slice(Math.max(0, end - LONGEST_TEXT), end).replace(/[\s:"'(]+$/, '');
}

/** A body that was not parsed. */
function ofText(text: string): unknown {
  const trimmed = text.slice(0, LONGEST_PARSED).trim();
  if (/^<(?:!doctype\s+html|html)\b/i.test(trimmed)) return { message: titleOf(trimmed.slice(0, LONGEST_TEXT)) };
  if (trimmed.startsWith('<')) return ofXml(trimmed.slice(0, LONGEST_TEXT));
  const { rest, nested } = nestedIn(trimmed);
  if (nested !== undefined) return { message: rest, details: nested };
  return { message: trimmed.split(/[\r\n]/, 1)[0] ?? '' };
}

function ofXml(text: string): unknown {
  const element = (name: string) => plain(new RegExp(`<${name}>([^<]*)</${name}>`, 'i').exec(text)?.[1] ?? '');
  const [code, message] = [element('Code'), element('Message')];
  if (code === '' && message === '') return { message: withoutTags(text) };
  return { code, message, [EXPLANATION]: element('AuthenticationErrorDetail') };
}

function titleOf(page: string): string {
  const title = /<title[^<>]*>([^<]*)<\/title>/i.exec(page)?.[1] ?? '';
  return title.trim() === '' ? withoutTags(page) : plain(title);
}

function withoutTags(text: string): string {
  const visible = text.replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ').replace(/<[^<>]*>/g, '\n');
  return plain(visible.trim().split(/[\r\n]/, 1)[0] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

function onOneLine(text: string): string {
  const lines = text.slice(0, LONGEST_TEXT).split(/[\r\n]+/);
  const telling = lines.filter((line) => !NOISE.test(line)).join(' ');
  return redact(withoutInvisible(telling.replace(/\s+/g, ' '))).trim();
}

function join(sayings: readonly Saying[]): string {
  let words = '';
  for (const { code, message } of sayings) {
    const isNew = (part: string) => part !== '' && !words.includes(part);
    const parts = isNew(message) ? [code, message] : [code].filter(isNew);
    words = append(words, parts.filter((part) => part !== '').join(': '));
    if (words.length > LONGEST_WORDS) break;
  }
  return shortened(words, LONGEST_WORDS);
}

function append(words: string, more: string): string {
  if (words === '' || more === '') return `${words}${more}`;
  return `${words}${/[.!?…]$/.test(words) ? '' : ';'} ${more}`;
}
