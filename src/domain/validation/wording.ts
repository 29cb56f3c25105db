/** How the mistakes in one kind of document are worded. */
export interface Wording {
  /** What the document is called where it is wrong as a whole. */
  readonly root: string;
  /** What is said of a key that is not known. */
  readonly unknownKey: string;
  /** Names the known key that was probably meant; without it, all known keys are listed. */
  readonly suggest?: (meant: string) => string;
  /** False where no value is repeated, whatever it looks like. */
  readonly repeatsValues: boolean;
}

/** A file of settings in JSON. */
export const FILE: Wording = {
  root: 'file',
  unknownKey: 'is not a setting here',
  suggest: (meant) => `"${meant}", perhaps`,
  repeatsValues: true,
};

/** The JSON body of a request. */
export const BODY: Wording = { ...FILE, root: 'body', unknownKey: 'is not known' };

/** The query of a request. Query parameters may be keys and signatures, so none is repeated. */
export const QUERY: Wording = { root: 'query', unknownKey: 'is not known', repeatsValues: false };
