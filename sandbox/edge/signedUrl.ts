import { createHash } from 'node:crypto';

type Args = Readonly<Record<string, string>>;

/** A URL without its signature, or the reason for a refusal. */
interface Signed {
  readonly url: string;
  readonly refused?: string;
}

/** The default validity of a signature, s. */
const usualSeconds = 1800;

/**
 * Parses a signed URL of type A, `auth_key=timestamp-rand-uid-md5`, with the MD5 of `path-timestamp-rand-uid-key`. Other
 * types count as unsigned. Source: Alibaba Cloud CDN, "Type A signing" and "FAQ about access control".
 */
export function readSigned(url: string, { auth_type, auth_key1, auth_key2, ali_auth_delta }: Args): Signed {
  if (auth_type === undefined || auth_type === 'no_auth') return { url };
  const [path = '/', query = ''] = url.split('?', 2);
  const pairs = query.split('&').filter(Boolean);
  const given = pairs.find((pair) => pair.startsWith('auth_key='));
  if (auth_type !== 'type_a' || given === undefined) return { url, refused: 'denied by req auth: no url arg auth_key' };
  const [timestamp = '', rand = '', uid = '', hash = ''] = given.slice('auth_key='.length).split('-');
  const endsAt = Number(timestamp) + Number(ali_auth_delta ?? usualSeconds);
  if (!(endsAt * 1000 > Date.now())) return { url, refused: 'denied by req auth: expired timestamp' };
  const keys = [auth_key1, auth_key2].filter((key) => key !== undefined);
  const isGood = keys.some((key) => md5([path, timestamp, rand, uid, key].join('-')) === hash);
  if (!isGood) return { url, refused: 'denied by req auth: invalid md5hash' };
  const rest = pairs.filter((pair) => pair !== given);
  return { url: rest.length > 0 ? `${path}?${rest.join('&')}` : path };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
