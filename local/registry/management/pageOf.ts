/** One page of a list: `{value, nextLink?}`. `self` is the request's absolute URL; its `$skiptoken` is the offset. */
export function pageOf(entries: unknown[], self: URL, pageSize: number): { value: unknown[]; nextLink?: string } {
  const offset = Number(self.searchParams.get('$skiptoken') ?? 0) || 0;
  const value = entries.slice(offset, offset + pageSize);
  if (offset + pageSize >= entries.length) return { value };
  const next = new URL(self);
  next.searchParams.set('$skiptoken', String(offset + pageSize));
  return { value, nextLink: next.href };
}
