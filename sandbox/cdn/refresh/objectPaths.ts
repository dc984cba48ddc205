import { RpcError } from '../../rpcError.js';

/** An entry of ObjectPath: its CDN domain and its address with a scheme. */
export interface ObjectPath {
  readonly domain: string;
  readonly url: string;
}

const shape = /^(?:(https?):\/\/)?([^/?#]+)(\/[^#]*)?$/i;
const maxPathLength = 1024;

/**
 * The regular expressions of a pattern. Source: "Configure URL purge rules that contain regular expressions" (CDN user
 * guide, 2024-09-20).
 */
export const patternExpressions = /\[0-9\]|\[a-z\]|\[\^\/\]\*|\.\*/g;

/**
 * Parses ObjectPath, one address per line: percent-encoded, no wildcard, directories ending in `/`, patterns with the
 * documented expressions.
 */
export function readObjectPaths(text: string, type: 'file' | 'directory' | 'regex'): ObjectPath[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const paths = lines.filter((line) => line !== '').map((line) => readLine(line, type));
  if (paths.length === 0) throw malformed('it is empty');
  return paths;
}

function readLine(given: string, type: 'file' | 'directory' | 'regex'): ObjectPath {
  if (type === 'regex') return readPattern(given);
  return readAddress(given, type);
}

/** Expressions are allowed in the path only. The rest of a pattern is an ordinary address. */
function readPattern(given: string): ObjectPath {
  const [, origin = '', path = ''] = /^((?:https?:\/\/)?[^/]*)(.*)$/i.exec(given) ?? [];
  const plain = path.replaceAll(patternExpressions, '');
  const { domain, url } = readAddress(origin + plain, 'file');
  if (path.length > maxPathLength) throw malformed(`its path is longer than ${maxPathLength}`);
  if (plain.length === path.length) throw malformed('it has no regular expression');
  if (/[[\](){}|^$+?\\]/.test(plain)) throw malformed('only [0-9], [a-z], [^/]* and .* are supported');
  return { domain, url: `${new URL(url).origin}${path}` };
}

function readAddress(line: string, type: 'file' | 'directory'): ObjectPath {
  if (line.includes('*')) {
    const message = 'Wildcard domains and paths cannot be refreshed.';
    throw new RpcError('InvalidExtensiveDomain.ValueNotSupported', 400, message);
  }
  if (!/^[\x21-\x7e]+$/.test(line) || /%(?![0-9a-f]{2})/i.test(line)) throw malformed('it is not percent-encoded');
  const [, scheme = 'http', host, path = '/'] = shape.exec(line) ?? [];
  if (!host) throw malformed('it is no URL');
  if (path.length > maxPathLength) throw malformed(`its path is longer than ${maxPathLength}`);
  if (type === 'directory' && !path.endsWith('/')) throw malformed('a directory ends with a slash');
  return { domain: host.toLowerCase(), url: `${scheme.toLowerCase()}://${host.toLowerCase()}${path}` };
}

function malformed(why: string): RpcError {
  return new RpcError('InvalidObjectPath.Malformed', 400, `The specified ObjectPath is invalid: ${why}.`);
}
