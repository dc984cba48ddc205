import mime from 'mime/lite';
import { lookUp } from '../../lookUp.js';

/** Types that the lite table lacks or leaves ambiguous; a source map is JSON. */
const additions: Readonly<Record<string, string>> = {
  map: 'application/json',
  cjs: 'text/javascript',
  ico: 'image/x-icon',
  yaml: 'text/yaml',
  yml: 'text/yaml',
  vtt: 'text/vtt',
};

/** The Content-Type by the extension of a key, with `charset=utf-8` for text; `application/octet-stream` if unknown. */
export function toContentType(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const type = lookUp(additions, extension) ?? (extension && mime.getType(extension)) ?? '';
  if (!type) return 'application/octet-stream';
  return isText(type) ? `${type}; charset=utf-8` : type;
}

function isText(type: string): boolean {
  return /^text\/|[/+](json|xml)$|^application\/(javascript|manifest\+json)$/.test(type);
}
