import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a source file, counted from 1. */
interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** Where the debugger stopped; lines are counted from 0. */
export interface Paused {
  readonly hitBreakpoints?: readonly string[];
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly url: string;
    readonly location: { readonly lineNumber: number };
  }[];
}

/** A client of the debugger protocol (Chrome DevTools Protocol) of one process. */
export interface Inspector {
  send(method: string, params?: object): Promise<unknown>;
  /** Resolves with the first stop that was not awaited yet. */
  paused(): Promise<Paused>;
  close(): void;
}

/** Attaches to the process on this loopback port; rejects while none listens. */
export async function attach(port: number): Promise<Inspector> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await answer.json()) as { readonly webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const calls = new Map<number, (result: unknown) => void>();
  const stops: Paused[] = [];
  const waiting: ((stop: Paused) => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    const { id, result, method, params } = JSON.parse(String(data));
    if (id !== undefined) calls.get(id)?.(result);
    if (method !== 'Debugger.paused') return;
    const next = waiting.shift();
    if (next) next(params);
    else stops.push(params);
  });
  let last = 0;
  const send = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve) => {
      last += 1;
      calls.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  const paused = () => {
    const stop = stops.shift();
    return stop ? Promise.resolve(stop) : new Promise<Paused>((resolve) => void waiting.push(resolve));
  };
  return { send, paused, close: () => socket.close() };
}

/** The lines of an output file, counted from 0, for a line of a source file, by the source map. */
export function outputLines(output: string, { file, line }: SourceLine): readonly number[] {
  return readLines(output).flatMap((each, index) => (each?.file === file && each.line === line ? [index] : []));
}

/** The source of a line of an output file. */
export function sourceLine(output: string, line: number): SourceLine | undefined {
  return readLines(output)[line];
}

function readLines(output: string): readonly (SourceLine | undefined)[] {
  const map = new SourceMap(JSON.parse(readFileSync(`${output}.map`, 'utf8')));
  const lines = readFileSync(output, 'utf8').split('\n');
  return lines.map((text, index) => {
    const entry = map.findEntry(index, text.search(/\S|$/));
    if (!('originalSource' in entry)) return undefined;
    // Code of the bundler has no file.
    if (/^(?!file:)\w+:/.test(entry.originalSource)) return undefined;
    const file = fileURLToPath(new URL(entry.originalSource, `file://${output}`));
    return { file, line: entry.originalLine + 1 };
  });
}
