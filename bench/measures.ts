import Module from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { extensions } from 'vscode';
import { reportValue, test } from '../test/host/harness.js';

/** The loader of Node's CommonJS, which the extension host uses for an extension's main file. */
interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

interface Main {
  activate(context: unknown): unknown;
}

const loader = Module as unknown as Loader;
const id = process.env.OSS_CDN_BENCH_ID ?? '';

test('activation', async () => {
  const extension = extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} cannot be activated`);
  const times = { load: 0, activate: 0 };
  const real = loader._load;
  loader._load = (request, ...rest) => {
    if (!request.startsWith(extension.extensionPath)) return real(request, ...rest);
    loader._load = real;
    const [main, load] = timed(() => real(request, ...rest) as Main);
    times.load = load;
    const activate = (context: unknown) => {
      const [result, ms] = timed(() => main.activate(context));
      times.activate = ms;
      return result;
    };
    return { activate };
  };
  await extension.activate();
  reportValue('load', times.load);
  reportValue('activate', times.activate);
});

test('loading of the files that wait for their first use', () => {
  const names = (process.env.OSS_CDN_BENCH_FILES ?? '').split(',').filter(Boolean);
  const extension = extensions.getExtension(id);
  for (const name of names) {
    const file = join(extension?.extensionPath ?? '', 'dist', name);
    reportValue(name, timed(() => loader._load(file, module, false))[1]);
  }
});

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
