import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { downloadEndText } from '../../../../src/features/objects/downloadText.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import { bucket } from './objectWindow.js';

beforeEach(resetEditor);

const file = (key: string) => ({ object: { bucket, key, path: key }, path: key });
const files = ['a', 'b', 'c', 'd'].map(file);

test('a download that was canceled after a failure says how many objects are missing and why', () => {
  const result = {
    done: [file('a')],
    bytes: 9,
    cancelled: true,
    failures: [{ item: file('b'), error: new AppError('corruptDownload') }],
    remaining: [file('c'), file('d')],
  };
  expect(downloadEndText({ files, refused: [], folder: '/d', skipped: 0 }, result)).toBe(
    'Download canceled. 1 of 4 objects were downloaded. Not downloaded: “b”: The downloaded data was corrupted: download the object again; and 2 more',
  );
});

test('a download that was only canceled names no objects', () => {
  const result = { done: [file('a')], bytes: 9, failures: [], remaining: files.slice(1), cancelled: true };
  expect(downloadEndText({ files, refused: [], folder: '/d', skipped: 0 }, result)).toBe(
    'Download canceled. 1 of 4 objects were downloaded',
  );
});

test('a download counts objects that cannot be files in the total', () => {
  const refused = [{ object: file('../x').object, problem: 'outside' as const }];
  const result = { done: [file('a')], bytes: 9, failures: [], remaining: [], cancelled: false };
  expect(downloadEndText({ files: [file('a')], refused, folder: '/d', skipped: 0 }, result)).toBe(
    'Downloaded 1 of 2 objects. Not downloaded: “../x”: the name would lead out of the folder',
  );
});

test('a download that was canceled still names the objects that cannot be files', () => {
  const refused = [{ object: file('../x').object, problem: 'outside' as const }];
  const result = { done: [file('a')], bytes: 9, failures: [], remaining: [file('b')], cancelled: true };
  expect(downloadEndText({ files: [file('a'), file('b')], refused, folder: '/d', skipped: 0 }, result)).toBe(
    'Download canceled. 1 of 3 objects were downloaded. Not downloaded: “../x”: the name would lead out of the folder; and 1 more',
  );
});
