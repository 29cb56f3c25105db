import { fork } from 'node:child_process';
import path from 'node:path';
import type { Certificate } from '../../local/stack/certificate';
import type { ModelAnswer, ModelCommand } from './modelMain';
import type { Traffic } from './modelledTraffic';
import type { ModelSettings } from './modelSettings';

/** The storage that is modelled, in a process of its own. */
export interface Model {
  /** `https://127.0.0.1:50123` */
  origin: string;
  pid: number | undefined;
  /** Forgets all blobs and traffic, and makes a source blob up. @param source.path `account/container/blob` */
  begin(settings: ModelSettings, scale: number, source: { path: string; bytes: number }): Promise<void>;
  /** What happened since `begin`, and how long the blob at `target` is, if it is committed. */
  read(target: string): Promise<{ traffic?: Traffic; targetBytes?: number }>;
  stop(): void;
}

type Body<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/** Starts the model. @throws Error when its process ends before it answers */
export async function startModel({ keyFile, caFile }: Certificate): Promise<Model> {
  const child = fork(path.join(__dirname, 'modelMain.js'), [keyFile, caFile]);
  const waiting = new Map<number, (answer: ModelAnswer) => void>();
  let lastId = 0;
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The model of storage ended with exit code ${code}.`)));
    child.on('message', (answer: ModelAnswer) => {
      if ('started' in answer) resolve(answer.started);
      else waiting.get(answer.id)?.(answer);
    });
  });
  const ask = (command: Body<ModelCommand>): Promise<ModelAnswer> =>
    new Promise((resolve) => {
      lastId += 1;
      const id = lastId;
      waiting.set(id, (answer) => {
        waiting.delete(id);
        resolve(answer);
      });
      child.send({ id, ...command });
    });
  return {
    origin,
    pid: child.pid,
    async begin(settings, scale, source) {
      await ask({ begin: { settings, scale, source } });
    },
    async read(target) {
      const answer = await ask({ read: { target } });
      return 'started' in answer ? {} : answer;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
