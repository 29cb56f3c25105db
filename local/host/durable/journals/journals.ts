/** Where journals are kept: each a list of lines under a name. */
export interface Journals {
  /** Takes possession; answers the names of all journals. Throws when another process has them. */
  open(): Promise<string[]>;
  close(): Promise<void>;
  /** The whole lines; a torn last line is dropped for good. Undefined when there is no such journal. */
  read(name: string): Promise<string[] | undefined>;
  /** Resolves when the lines are safe. */
  append(name: string, lines: string[]): Promise<void>;
  /** Puts the lines in place of the journal's, all or none. */
  replace(name: string, lines: string[]): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Journals that end with the process, for tests. */
export function createMemoryJournals(journals = new Map<string, string[]>()): Journals {
  return {
    open: () => Promise.resolve([...journals.keys()]),
    close: () => Promise.resolve(),
    read: (name) => Promise.resolve(journals.get(name)?.slice()),
    append(name, lines) {
      journals.get(name)!.push(...lines);
      return Promise.resolve();
    },
    replace(name, lines) {
      journals.set(name, [...lines]);
      return Promise.resolve();
    },
    remove(name) {
      journals.delete(name);
      return Promise.resolve();
    },
  };
}
