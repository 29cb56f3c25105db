export * from './errors/ferryError';
export * from './errors/requestErrors';
export * from './errors/serviceErrors';
export * from './errors/transferErrors';
