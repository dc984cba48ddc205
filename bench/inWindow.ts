import Module from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { extensions } from 'vscode';
import { test as measure, reportValue, runTests } from '../test/host/harness.js';

/** Called by VS Code inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}

/** The loader of Node's CommonJS, which the extension host uses for an extension's main file. */
interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

interface Main {
  activate(context: unknown): unknown;
}

const loader = Module as unknown as Loader;
const id = 'oss-cdn.oss-cdn';

measure('activation', async () => {
  const extension = extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} cannot be activated`);
  const real = loader._load;
  loader._load = (request, ...rest) => {
    if (!request.startsWith(extension.extensionPath)) return real(request, ...rest);
    loader._load = real;
    const [main, loadMs] = timed(() => real(request, ...rest) as Main);
    const activate = (context: unknown) => {
      const [result, activateMs] = timed(() => main.activate(context));
      reportValue('activation', loadMs + activateMs);
      return result;
    };
    return { activate };
  };
  await extension.activate();
});

measure('loading of a file that waits for its first use', () => {
  const name = process.env.OSS_CDN_BENCH_FILE ?? '';
  const file = join(extensions.getExtension(id)?.extensionPath ?? '', 'dist', name);
  reportValue(name, timed(() => loader._load(file, module, false))[1]);
});

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
