import { readJsonFile, writeJsonFile } from '../files/jsonFile';

/** The file in the folder of the emulated Resource Manager. */
export const CHANGED_RESOURCES = 'changed-resources.json';

type Document = Readonly<Record<string, unknown>>;

/** What was changed of resources through Resource Manager, by resource id in any letter case; kept in one file. */
export class ChangedResources {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(id: string): Document | undefined {
    return this.#all()[id.toLowerCase()];
  }

  write(id: string, document: Document): void {
    writeJsonFile(this.#file, { ...this.#all(), [id.toLowerCase()]: document });
  }

  remove(id: string): void {
    const { [id.toLowerCase()]: _removed, ...others } = this.#all();
    writeJsonFile(this.#file, others);
  }

  #all(): Record<string, Document> {
    return (readJsonFile(this.#file) as Record<string, Document> | undefined) ?? {};
  }
}
