/** The version of the app, as package.json says: a test holds them together. A package of one file has no package.json beside it. */
export const APP_VERSION = '0.2.0';
