import type { Expression } from './expression';

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|([()[\],.]))/y;

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

/**
 * Parses an expression of an ARM template, without its outer brackets.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 *
 * @throws Error naming the text, where it is none
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const parsed = expression();
  if (at < tokens.length) refuse();
  return parsed;

  function expression(): Expression {
    let parsed = primary();
    for (;;) {
      if (takes('[')) parsed = { kind: 'member', of: parsed, key: expressionBefore(']') };
      else if (takes('.')) {
        for (const value of next('name').split('.'))
          parsed = { kind: 'member', of: parsed, key: { kind: 'literal', value } };
      } else return parsed;
    }
  }

  function primary(): Expression {
    const token = tokens[at++];
    if (token?.kind === 'text') return { kind: 'literal', value: token.text };
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind !== 'name' || !takes('(')) return refuse();
    const args: Expression[] = [];
    if (takes(')')) return { kind: 'call', name: token.text, args };
    do args.push(expression());
    while (takes(','));
    if (!takes(')')) refuse();
    return { kind: 'call', name: token.text, args };
  }

  function expressionBefore(sign: string): Expression {
    const inner = expression();
    if (!takes(sign)) refuse();
    return inner;
  }

  function takes(sign: string): boolean {
    const isThere = tokens[at]?.kind === 'sign' && tokens[at]?.text === sign;
    if (isThere) at += 1;
    return isThere;
  }

  function next(kind: Token['kind']): string {
    const token = tokens[at++];
    return token?.kind === kind ? token.text : refuse();
  }

  function refuse(): never {
    throw new Error(`not an expression of a template: ${text}`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (!found) throw new Error(`not an expression of a template: ${text}`);
    const [, quoted, number, name, sign] = found;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}
