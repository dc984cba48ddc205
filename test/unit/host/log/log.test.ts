import { beforeEach, expect, test, vi } from 'vitest';
import { type ExtensionContext, Uri, window } from 'vscode';
import { createLog } from '../../../../src/host/log/log.js';
import { createRedactor } from '../../../../src/host/log/redact.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { disk, providers } from '../../../support/fakeWorkspace.js';

beforeEach(resetEditor);

const context = { extension: { packageJSON: { version: '1' } }, logUri: Uri.file('/logs/x') } as ExtensionContext;

/** The document that stands for the channel. */
const readLines = async () => (await providers.get('oss-cdn-log')?.provideTextDocumentContent({}))?.split('\n') ?? [];

test('the channel is opened once, for the first line', () => {
  const opened = vi.spyOn(window, 'createOutputChannel');
  const log = createLog(createRedactor(), context);
  expect(opened).not.toHaveBeenCalled();
  log.info('signed in');
  log.warn('signed out');
  expect(opened).toHaveBeenCalledTimes(1);
  opened.mockRestore();
});

test('Show Log opens the channel where VS Code writes it', async () => {
  const log = createLog(createRedactor(), context);
  log.info('signed in');
  disk.files.set('/logs/x/OSS + CDN.log', 'signed in');
  await log.show();
  expect({ pages: editor.pages, documents: editor.documents }).toEqual({ pages: ['OSS + CDN'], documents: [] });
});

test('Show Log opens the last 1,000 lines where VS Code writes none, without secrets', async () => {
  const redactor = createRedactor();
  redactor.hide('NotARealSecret/With+Signs==');
  const log = createLog(redactor, context);
  for (let line = 1; line <= 1_001; line++) log.info(`line ${line}`);
  log.warn('NotARealSecret/With+Signs==');
  await log.show();
  expect({ pages: editor.pages, documents: editor.documents }).toEqual({ pages: [], documents: ['/OSS + CDN.log'] });
  const lines = await readLines();
  expect(lines).toHaveLength(1_000);
  expect(lines[0]).toMatch(/^\d{4}-\S+Z \[info\] line 3$/);
  expect(lines.at(-1)).toMatch(/\[warn\] /);
  expect(lines.join('\n')).not.toContain('NotARealSecret');
});
