import Module from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { extensions, Position, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import { eventually, reportValue, test } from '../test/host/harness.js';

/** The loader of Node's CommonJS, which the extension host uses for an extension's main file. */
interface Loader {
  _load(request: string, ...rest: readonly unknown[]): unknown;
}

interface Main {
  activate(context: unknown): unknown;
}

const loader = Module as unknown as Loader;
const id = process.env.OSS_CDN_BENCH_ID ?? '';

const saves = 50;
const handlers: number[] = [];

test('activation', async () => {
  timeSaveHandlers();
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

test('what a save of a mapped file costs the extension host before it continues', async () => {
  // Without a listener for saves there is none to measure.
  if (id === 'bench.empty') return;
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open');
  const mapping = { folder: 'site', bucket: 'bench-bucket', region: 'cn-hangzhou', domains: ['img.example.com'] };
  const write = (path: string, text: string) =>
    workspace.fs.writeFile(Uri.joinPath(folder.uri, path), new TextEncoder().encode(text));
  await write('.vscode/oss-cdn.json', JSON.stringify({ mappings: [mapping] }));
  await write('site/page.css', '');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, 'site/page.css'));
  for (let count = 1; count <= saves; count++) {
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(0, 0), '/* */\n');
    await workspace.applyEdit(edit);
    await document.save();
    await eventually('the handler has run', () => (handlers.length >= count ? true : undefined), 5);
  }
  const sorted = [...handlers].sort((left, right) => left - right);
  reportValue('saveHandler', sorted[Math.floor(sorted.length / 2)]);
  reportValue('slowestSaveHandler', sorted.at(-1));
});

/** Measures the listeners that are added from now on: what they take is what a save waits for. */
function timeSaveHandlers(): void {
  const listen = workspace.onDidSaveTextDocument;
  const onDidSaveTextDocument: typeof listen = (listener, self, disposables) =>
    listen(
      (document: TextDocument) => void handlers.push(timed(() => listener.call(self, document))[1]),
      undefined,
      disposables,
    );
  Object.assign(workspace, { onDidSaveTextDocument });
}

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
