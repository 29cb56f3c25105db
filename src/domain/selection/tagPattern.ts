import { RE2JS, RE2JSException } from 're2js';
import { compileGlob } from './glob';
import type { Words } from './words';

/** Tags by a glob, or by a regular expression in RE2's syntax that the whole tag has to match. */
export type TagPattern = string | { regex: string };

export interface CompiledTagPattern {
  matches: (tag: string) => boolean;
  /** Whether it speaks of `sha256-…` tags, which belong to other artifacts, on purpose. */
  namesReferrers: boolean;
}

const LONGEST_REGEX = 200;
/** In RE2's instructions: how long a look at one tag takes grows with it. */
const LARGEST_PROGRAM = 1_000;
const REGEX = 'a regular expression in the syntax of RE2: no look-around, no back reference';

/** @param pattern  one that was checked: another may throw */
export function compileTagPattern(pattern: TagPattern): CompiledTagPattern {
  const text = textOf(pattern);
  return { matches: compile(pattern), namesReferrers: text.includes('sha256-') || text.includes('sha256\\-') };
}

function compile(pattern: TagPattern): (tag: string) => boolean {
  if (typeof pattern === 'string') return compileGlob(pattern);
  const regex = RE2JS.compile(pattern.regex);
  return (tag) => regex.testExact(tag);
}

/** Why a text is no regular expression for tags, or one that no tag can match. */
export function wordsForRegex(regex: string): Words | undefined {
  if (regex.length > LONGEST_REGEX) {
    return { problem: `has ${regex.length} characters`, expected: `at most ${LONGEST_REGEX}` };
  }
  try {
    if (RE2JS.compile(regex).programSize() > LARGEST_PROGRAM) {
      return { problem: 'stands for too much', expected: 'an expression with smaller counts in { }' };
    }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: `cannot be read: ${reasonIn(error)}`, expected: REGEX };
  }
  const demanded = demandedCharacter(regex);
  if (demanded === undefined) return undefined;
  return { problem: `demands "${demanded}", which no tag has`, expected: 'letters, digits, . _ and - only' };
}

/** Without the part of the expression that the message repeats. */
function reasonIn(error: RE2JSException): string {
  const [reason = ''] = error.message.replace('error parsing regexp: ', '').split(':');
  return reason;
}

/** A class, a count, an escape or a character. */
const PIECE = /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\\[^]|[^]/g;

/** A character outside of groups and classes that every match has and no tag; undefined where that is not so plain to see. */
function demandedCharacter(regex: string): string | undefined {
  const pieces = regex.match(PIECE) ?? [];
  if (pieces.some((piece) => /^(?:[(|]|\\[QE])$/.test(piece))) return undefined;
  const demanded = pieces.filter((_, index) => !/^(?:[?*]|\{0)/.test(pieces[index + 1] ?? '')).map(literalIn);
  return demanded.find((literal) => literal !== undefined && /[^A-Za-z0-9._-]/.test(literal));
}

/** The character that a piece stands for; undefined where it is a class, an anchor or a wildcard. */
function literalIn(piece: string): string | undefined {
  if (piece.length === 1) return /[\^$.*+?{}]/.test(piece) ? undefined : piece;
  return /^\\[^A-Za-z0-9]$/.test(piece) ? piece.slice(1) : undefined;
}

/** Whether two patterns are the same text of the same kind. */
export function isSamePattern(one: TagPattern, other: TagPattern): boolean {
  return typeof one === typeof other && textOf(one) === textOf(other);
}

function textOf(pattern: TagPattern): string {
  return typeof pattern === 'string' ? pattern : pattern.regex;
}
