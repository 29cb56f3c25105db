import type { PageKinds, TransferPages } from '../../src/domain/ports/transferPages';

/** Pages of transfers, in memory: everything goes in and out as JSON, as in the real one. */
export class FakeTransferPages implements TransferPages {
  readonly pages = new Map<string, string>();

  async keepPage<Kind extends keyof PageKinds>(
    id: string,
    kind: Kind,
    number: number | string,
    page: PageKinds[Kind],
  ): Promise<PageKinds[Kind]> {
    const name = `${id} ${kind} ${number}`;
    const kept = this.pages.get(name) ?? JSON.stringify(page);
    this.pages.set(name, kept);
    return JSON.parse(kept) as PageKinds[Kind];
  }

  async readPage<Kind extends keyof PageKinds>(
    id: string,
    kind: Kind,
    number: number | string,
  ): Promise<PageKinds[Kind] | undefined> {
    const kept = this.pages.get(`${id} ${kind} ${number}`);
    return kept === undefined ? undefined : (JSON.parse(kept) as PageKinds[Kind]);
  }
}
