interface MediaRange {
  /** `text/csv`, `text/*` or any type at all. */
  range: string;
  weight: number;
}

/**
 * Whether whoever asks rather wants one media type than JSON, which is the answer to everybody who names neither: by the
 * weights of an Accept header, and where those are equal by its order.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function prefers(accept: string | null, mediaType: string): boolean {
  const ranges = (accept ?? '').toLowerCase().split(',').map(readRange);
  const [wanted, json] = [placeOf(mediaType, ranges), placeOf('application/json', ranges)];
  if (wanted.weight === json.weight) return wanted.weight > 0 && wanted.index < json.index;
  return wanted.weight > json.weight;
}

function readRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
  const given = Number(weight ?? 1);
  return { range, weight: Number.isFinite(given) ? given : 1 };
}

/** What the most specific range says of a media type, and where that stands. */
function placeOf(mediaType: string, ranges: readonly MediaRange[]): { weight: number; index: number } {
  const [kind] = mediaType.split('/');
  for (const range of [mediaType, `${kind}/*`, '*/*']) {
    const index = ranges.findIndex((one) => one.range === range);
    const { weight } = ranges[index] ?? {};
    if (weight !== undefined) return { weight, index };
  }
  return { weight: 0, index: ranges.length };
}
