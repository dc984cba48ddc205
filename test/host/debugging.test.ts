import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { startBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { debuggedUrl } from '../support/hostRun.js';
import { attach, outputLines, sourceLine } from '../support/inspector.js';
import { freeTcpPort } from '../support/ports.js';
import { startSession } from '../support/session.js';

/** The extension with source maps, as the watch task builds it, in a folder of its own. */
const extension = realpathSync(mkdtempSync(join(tmpdir(), 'oss-cdn-debugged-')));
for (const name of ['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'l10n', 'media'])
  cpSync(join(root, name), join(extension, name), { recursive: true });
const output = join(extension, 'dist/extension.js');
execFileSync(process.execPath, ['esbuild.js', `--outdir=${join(extension, 'dist')}`], { cwd: root });
const browser = await startBrowser();
afterAll(async () => {
  await browser.close();
  rmSync(extension, { recursive: true });
});

test('a debugger that attaches to a window under debugging stops at a breakpoint in the first line of activate', async () => {
  const file = join(root, 'src/extension.ts');
  const before = readFileSync(file, 'utf8').split('export function activate(')[0] ?? '';
  const line = before.split('\n').length + 1;
  const port = await freeTcpPort();
  const session = await startSession({ runsTests: true });
  onTestFinished(() => session.stop());
  mkdirSync(join(session.workspace, '.vscode'), { recursive: true });
  writeFileSync(join(session.workspace, '.vscode/oss-cdn.json'), '{}');
  const page = await browser.newPage();
  await page.goto(debuggedUrl(session.vscode, session.workspace, { extension, port }));

  const inspector = await eventually(() => attach(port));
  const atStart = inspector.paused();
  await inspector.send('Debugger.enable');
  for (const lineNumber of outputLines(output, { file, line }))
    await inspector.send('Debugger.setBreakpointByUrl', { url: `file://${output}`, lineNumber });
  await inspector.send('Runtime.runIfWaitingForDebugger');
  await atStart;
  const atBreakpoint = inspector.paused();
  await inspector.send('Debugger.resume');
  const { hitBreakpoints, callFrames } = await atBreakpoint;
  inspector.close();
  const [frame] = callFrames;
  expect({
    breakpoints: hitBreakpoints?.length,
    in: frame?.functionName,
    at: sourceLine(output, frame?.location.lineNumber ?? -1),
  }).toEqual({ breakpoints: 1, in: 'activate', at: { file, line } });
});
