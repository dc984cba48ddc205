import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** A child in its own process group, so that its descendants end with it. */
export interface Group {
  readonly child: ChildProcess;
  /** Its output so far, both streams. */
  output(): string;
  /** Resolves with the first match in its output; rejects, with the output, if it ends first. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends the whole group: TERM, then KILL after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** Starts a program as the leader of a new process group. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions = {}): Group {
  const child = spawn(command, [...args], {
    ...options,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const checks = new Set<() => void>();
  const collect = (chunk: Buffer) => {
    text += chunk.toString();
    for (const check of checks) check();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.on('error', (error) => collect(Buffer.from(`${error.message}\n`)));
  const output = () => text;
  const printed = (pattern: RegExp) => whenPrinted(child, checks, output, pattern);
  return { child, output, printed, stop: (graceMs = 3000) => stopGroup(child, graceMs) };
}

function whenPrinted(child: ChildProcess, checks: Set<() => void>, output: () => string, pattern: RegExp) {
  return new Promise<RegExpExecArray>((resolve, reject) => {
    const ended = () => settle(() => reject(new Error(`Ended before it printed ${pattern}:\n${output()}`)));
    const check = () => {
      const match = pattern.exec(output());
      if (match) settle(() => resolve(match));
    };
    const settle = (act: () => void) => {
      checks.delete(check);
      child.off('close', ended);
      act();
    };
    checks.add(check);
    child.on('close', ended);
    check();
    if (child.exitCode !== null || child.signalCode !== null) ended();
  });
}

async function stopGroup(child: ChildProcess, graceMs: number): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const closed = child.exitCode === null && child.signalCode === null ? once(child, 'close') : Promise.resolve();
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  await closed;
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  // Windows has no process groups and no such signals.
  if (process.platform === 'win32') return void spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has already ended.
  }
}

/**
 * The processes of a group with a matching command line (Linux only). A forked child has its parent's command line until
 * it executes its own program, so a match whose parent matches is ignored.
 */
export function pidsOfGroup(groupId: number, pattern: RegExp): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const pid of pids.map(Number)) {
    const { parent, group, command } = describeProcess(pid);
    if (group === groupId && pattern.test(command)) parents.set(pid, parent);
  }
  return [...parents.keys()].filter((pid) => !parents.has(parents.get(pid) ?? 0));
}

function describeProcess(pid: number): { parent: number; group: number; command: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [parent, group] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(1)
      .map(Number);
    return {
      parent: parent ?? 0,
      group: group ?? -1,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    };
  } catch {
    return { parent: 0, group: -1, command: '' };
  }
}
