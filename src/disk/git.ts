import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import type { HistoryPort } from '../core/ports/local.js';

/** How long git may take, ms. */
const timeoutMs = 10_000;
/** The most bytes that are read of what git prints. More changed files than that are enough to know that there are some. */
const mostBytes = 1024 * 1024;

/** Nothing of the repository is run: no hooks and no file monitor. Nothing is fetched or asked for, also in a partial clone, and no lock is taken. */
const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
const environment = { GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };

/** The history as the git on this computer reads it. */
export const history: HistoryPort = {
  contains: async (folder, commit) => {
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return false;
    return (await run(folder, ['merge-base', '--is-ancestor', commit, 'HEAD'])) !== undefined;
  },
  describe: async (folder) => {
    const text = await run(folder, ['status', '--porcelain=v2', '--branch', '--untracked-files=normal']);
    const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(text ?? '')?.[1];
    if (text === undefined || commit === undefined) return undefined;
    const branch = /^# branch\.head ([^(].*)$/m.exec(text)?.[1];
    return { commit, isClean: !/^[^#]/m.test(text), ...(branch !== undefined && { branch }) };
  },
};

/** Runs git in a folder. Resolves to what it prints, or to `undefined` if there is no git, it fails or it takes too long. */
function run(folder: string, args: readonly string[]): Promise<string | undefined> {
  // On Windows a program of the working directory would come first.
  const options = { cwd: homedir(), env: { ...withoutGit(process.env), ...environment }, windowsHide: true };
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-C', folder, ...settings, ...args],
      { ...options, timeout: timeoutMs, maxBuffer: mostBytes },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
  });
}

/** Removes what may lead git to another repository, as in a hook that has started the editor. */
function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
