import type { StoredObject } from '../../state/storedObject.js';

type Headers = Readonly<Record<string, string>>;

/** Returns whether If-Match or If-Unmodified-Since fails. */
export function preconditionFails(object: StoredObject, headers: Headers): boolean {
  const match = headers['if-match'];
  if (match !== undefined && !names(match, object.etag)) return true;
  const since = dateOf(headers['if-unmodified-since']);
  return since !== undefined && wholeSeconds(object) > since;
}

/** Returns whether the client's copy is current (If-None-Match, else If-Modified-Since). */
export function isNotModified(object: StoredObject, headers: Headers): boolean {
  const none = headers['if-none-match'];
  if (none !== undefined) return names(none, object.etag);
  const since = dateOf(headers['if-modified-since']);
  return since !== undefined && wholeSeconds(object) <= since;
}

function names(list: string, etag: string): boolean {
  return list.split(',').some((item) => ['*', etag].includes(item.trim().replaceAll('"', '')));
}

function dateOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function wholeSeconds({ lastModified }: StoredObject): number {
  return Math.floor(lastModified.getTime() / 1000) * 1000;
}
