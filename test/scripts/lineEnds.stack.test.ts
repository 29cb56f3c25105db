import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

it('a clone has the same bytes where Git is set to change line ends, as on Windows', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'line ends '));
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: from, stdio: 'pipe' });
  mkdirSync(from);
  copyFileSync(path.resolve(__dirname, '../../.gitattributes'), path.join(from, '.gitattributes'));
  writeFileSync(path.join(from, 'host.json'), '{\n}\n');
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '--message', 'a');
  git('clone', '--quiet', '--config', 'core.autocrlf=true', from, to);
  expect(readFileSync(path.join(to, 'host.json'), 'utf8')).toBe('{\n}\n');
  rmSync(folder, { recursive: true });
});
