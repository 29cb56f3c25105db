export interface StartHostOptions {
  /** Folder of the Functions app: package.json, host.json and the compiled code. */
  app: string;
  port: number;
  /** Folder for the built-in host's durable state. Core Tools keep theirs in the storage the settings name. */
  stateFolder: string;
  /** App settings, added to the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Takes every line that the host prints. */
  onLog?(line: string): void;
  /** Default `auto`: Core Tools where `func` is on the PATH, else the built-in host. */
  prefer?: 'auto' | 'built-in' | 'core-tools';
}

/** A Functions host that runs as a process of its own. */
export interface StartedHost {
  /** `http://127.0.0.1:7071` */
  url: string;
  pid: number;
  kind: 'core-tools' | 'built-in';
  /** Ends the host and everything it started, gracefully at first; resolves when it has gone. */
  stop(): Promise<void>;
  /** Kills the host, with no chance to finish anything. */
  kill(): void;
  /** Exit code of the process, null when a signal ended it. */
  exited: Promise<number | null>;
}
