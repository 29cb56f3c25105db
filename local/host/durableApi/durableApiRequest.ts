import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionApp } from '../app/functionApp';
import type { RuntimeStatus, StatusOptions, TaskHub } from '../durable/taskHub';
import { answerNothing } from '../http/answerRpcHttp';
import { answerSized } from '../http/answerSized';
import { readHostBody } from '../http/readHostBody';
import type { TimedPlatform } from '../timedPlatform';
import type { DurableApiNames } from './durableApiUrls';

const STATUSES: readonly string[] = [
  'Pending',
  'Running',
  'Completed',
  'ContinuedAsNew',
  'Failed',
  'Canceled',
  'Terminated',
  'Suspended',
] satisfies RuntimeStatus[];

/** One request to the durable management API. */
export interface DurableApiRequest {
  platform: TimedPlatform;
  hub: TaskHub;
  app: FunctionApp;
  names: DurableApiNames;
  /** Came by the JavaScript client's own address: a start without a body then has `""` as its input. */
  rpc: boolean;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** The parts of the path after the API's own, decoded. */
  segments: string[];
}

/** The document the extension answers an exception with. */
export function answerException(
  response: ServerResponse,
  status: number,
  error: { message: string; exception: string; type: string },
): void {
  answerSized(response, status, {
    Message: error.message,
    ExceptionMessage: error.exception,
    ExceptionType: error.type,
  });
}

export const INVALID_ARGUMENT = 'One or more of the arguments submitted is incorrect';
export const SOMETHING_WRONG = 'Something went wrong while processing your request';
export const ARGUMENT_EXCEPTION = 'System.ArgumentException';

/** Reads a body that must be JSON and answers its compact text, "" for none; undefined once it has been answered with 400. */
export async function readJsonText(context: DurableApiRequest): Promise<string | undefined> {
  const text = (await readHostBody(context.request)).toString('utf8');
  if (text.trim() === '') return '';
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    answerInvalidJson(context.response, (error as Error).message);
    return undefined;
  }
}

/** 400 for a body that is no JSON. */
export function answerInvalidJson(response: ServerResponse, detail: string): void {
  answerException(response, 400, {
    message: 'Invalid JSON content',
    exception: detail,
    type: 'Newtonsoft.Json.JsonReaderException',
  });
}

/** Statuses that the query names and that exist: others are ignored, as the extension does, even when none is left. */
export function statusFilter(url: URL): RuntimeStatus[] | undefined {
  const names = (url.searchParams.get('runtimeStatus') ?? '').split(',').map((name) => name.trim());
  const known = names.filter((name): name is RuntimeStatus => STATUSES.includes(name));
  return known.length > 0 ? known : undefined;
}

/** A date of the query; one that cannot be read counts as absent. */
export function dateParameter(url: URL, name: string): Date | undefined {
  const text = url.searchParams.get(name);
  const date = text === null ? undefined : new Date(text);
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** A true or false of the query, letter case ignored; anything else counts as absent. */
export function booleanParameter(url: URL, name: string, fallback: boolean): boolean {
  const text = url.searchParams.get(name)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : fallback;
}

/** What a status shall show, by the query. */
export function statusOptions(url: URL): StatusOptions {
  return {
    showInput: booleanParameter(url, 'showInput', true),
    showHistory: booleanParameter(url, 'showHistory', false),
    showHistoryOutput: booleanParameter(url, 'showHistoryOutput', false),
  };
}

/** 404, as for everything the API does not know. */
export function answerUnknown(response: ServerResponse): void {
  answerNothing(response, 404);
}
