import { beforeEach, expect, test } from 'vitest';
import { resetEditor } from '../../../../support/fakeVscode.js';
import { bucket, serve } from '../objectWindow.js';
import { openEditWindow } from './editWindow.js';

beforeEach(resetEditor);

test('a saved edit replaces the object with all that it was, and its URLs are refreshed by the queue', async () => {
  const window = await openEditWindow();
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'max-age=60',
    'content-language': 'de',
    'x-oss-meta-owner': 'anna',
    'x-oss-server-side-encryption': 'AES256',
    'x-oss-storage-class': 'IA',
  };
  const sent = { ...headers, 'x-oss-object-acl': 'public-read', 'x-oss-tagging': 'team=web&stage=live%20now' };
  await window.put('index.html', '<p>old</p>\r\n', sent);
  serve(window.cloud, 'www.example.com');
  const opened = await window.edit('index.html');
  expect(opened?.text).toBe('<p>old</p>\r\n');
  window.type(opened!, '<p>new</p>\r\n');
  await window.saveManually(opened!);
  expect(window.textIn('index.html')).toBe('<p>new</p>\r\n');
  expect(window.stored('index.html')).toMatchObject({
    headers,
    acl: 'public-read',
    tags: { team: 'web', stage: 'live now' },
  });
  await expect.poll(() => window.queued).toMatchObject([{ bucket, key: 'index.html', act: 'refresh' }]);
  expect(window.queued[0]?.domains).toEqual(['www.example.com']);
});
