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

const isCommit = /^[0-9a-f]{40,64}$/;

/** The history as the git on this computer reads it. */
export const history: HistoryPort = {
  findInHistory: async (folder, commits) => {
    const valid = commits.filter((commit) => isCommit.test(commit));
    const lacking = await list(folder, ['rev-list', '--ignore-missing', ...valid, '^HEAD']);
    if (!lacking) return undefined;
    const found = new Set(valid.filter((commit) => !lacking.includes(commit)));
    if (found.size === 0) return found;
    // A commit that is not in this clone was not listed either.
    const present = await list(folder, ['rev-list', '--ignore-missing', '--no-walk', ...found]);
    if (!present) return undefined;
    const isComplete = found.size === present.length || !(await isShallow(folder));
    return isComplete ? new Set(present) : undefined;
  },
  listMissing: async (folder, commit) => {
    if (!isCommit.test(commit)) return undefined;
    const lines = await list(folder, ['rev-list', '--parents', commit, '^HEAD']);
    const missing = new Map(lines?.map((line) => [line.slice(0, commit.length), line.split(' ').slice(1)]));
    const isEarliest = (parents: readonly string[]) => !parents.some((parent) => missing.has(parent));
    return lines && [...missing].filter(([, parents]) => isEarliest(parents)).map(([each]) => each);
  },
  describe: async (folder) => {
    const text = await run(folder, ['status', '--porcelain=v2', '--branch', '--untracked-files=normal']);
    const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(text ?? '')?.[1];
    if (text === undefined || commit === undefined) return undefined;
    const branch = /^# branch\.head ([^(].*)$/m.exec(text)?.[1];
    return { commit, isClean: !/^[^#]/m.test(text), ...(branch !== undefined && { branch }) };
  },
};

/** Runs git and resolves to the lines that it prints, as `run`. */
async function list(folder: string, args: readonly string[]): Promise<readonly string[] | undefined> {
  return (await run(folder, args))?.split('\n').filter(Boolean);
}

/** Returns whether a clone ends before the first commit, so that a commit that it lacks may be in its history all the same. */
async function isShallow(folder: string): Promise<boolean> {
  return (await run(folder, ['rev-parse', '--is-shallow-repository']))?.trim() !== 'false';
}

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
