import { setTimeout as sleep } from 'node:timers/promises';
import { runDrain } from './runDrain';

void runDrain(process.argv.slice(2), process.env, {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  wait: (milliseconds) => sleep(milliseconds),
}).then((code) => (process.exitCode = code));
