import { RpcError } from '../../rpcError.js';

/** One entry of ObjectPath: its accelerated domain and the address with a scheme. */
export interface ObjectPath {
  readonly domain: string;
  readonly url: string;
}

const shape = /^(?:(https?):\/\/)?([^/?#]+)(\/[^#]*)?$/i;
const maxPathLength = 1024;

/** Reads ObjectPath, one address a line, as the vendor demands it: percent-encoded, no wildcard, directories ending in `/`. */
export function readObjectPaths(text: string, type: 'file' | 'directory'): ObjectPath[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const paths = lines.filter((line) => line !== '').map((line) => readLine(line, type));
  if (paths.length === 0) throw malformed('it is empty');
  return paths;
}

function readLine(line: string, type: 'file' | 'directory'): ObjectPath {
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
