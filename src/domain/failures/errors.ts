export * from './cleanupErrors';
export * from './ferryError';
export * from './pipelineErrors';
export * from './requestErrors';
export * from './runErrors';
export * from './serviceErrors';
export * from './transferErrors';
export * from './arrivalErrors';
