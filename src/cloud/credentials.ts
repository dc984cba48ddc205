import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Credentials, StoredKeys, StoredSource } from '../core/account.js';
import { AppError } from '../core/errors.js';

/** Places of keys: by default the user's home folder and environment. */
interface KeyPlace {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A profile of the vendor's CLI. Only these fields are read. */
interface Profile {
  readonly name?: unknown;
  readonly mode?: unknown;
  readonly access_key_id?: unknown;
  readonly access_key_secret?: unknown;
  readonly sts_token?: unknown;
}

const here = (): KeyPlace => ({ home: homedir(), env: process.env });
const fileName = '~/.aliyun/config.json';

/**
 * Reads keys from the environment or a CLI profile. Throws `notSignedIn` if there are none, and `badFile` if the file or
 * profile cannot be used. The error contains no content of the file.
 */
export async function readCredentials(source: StoredSource, place: KeyPlace = here()): Promise<Credentials> {
  if (source.kind === 'environment') return fromEnvironment(place);
  const profile = (await readProfiles(place)).find((candidate) => candidate.name === source.profile);
  if (!profile) throw new AppError('notSignedIn', { subject: source.profile });
  return fromProfile(profile, source.profile);
}

/** Lists the profiles, including those of unsupported modes; empty without a file. Throws `badFile`. */
export async function listProfiles(place: KeyPlace = here()): Promise<readonly StoredKeys[]> {
  return (await readProfiles(place)).flatMap(({ name, mode, access_key_id: id }) => {
    if (typeof name !== 'string') return [];
    const more = !isSupported(mode) ? ({ unsupported: true } as const) : isText(id) ? { keyEnd: id.slice(-4) } : {};
    return [{ source: { kind: 'profile', profile: name } as const, mode: nameMode(mode), ...more }];
  });
}

function fromEnvironment({ env }: KeyPlace): Credentials {
  const accessKeyId = env.ALIBABA_CLOUD_ACCESS_KEY_ID?.trim();
  const accessKeySecret = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET?.trim();
  const securityToken = env.ALIBABA_CLOUD_SECURITY_TOKEN?.trim();
  if (!accessKeyId || !accessKeySecret) throw new AppError('notSignedIn', { subject: 'ALIBABA_CLOUD_ACCESS_KEY_ID' });
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

function fromProfile(profile: Profile, name: string): Credentials {
  if (!isSupported(profile.mode)) {
    throw new AppError('badFile', {
      subject: `${name} (${nameMode(profile.mode)})`,
      code: 'UnsupportedMode',
    });
  }
  const { access_key_id: id, access_key_secret: secret, sts_token: token } = profile;
  const incomplete = !isText(id) || !isText(secret) || (profile.mode === 'StsToken' && !isText(token));
  if (incomplete) throw new AppError('badFile', { subject: fileName, code: 'IncompleteProfile', message: name });
  const securityToken = profile.mode === 'StsToken' && isText(token) ? { securityToken: token } : {};
  return { accessKeyId: id, accessKeySecret: secret, ...securityToken };
}

async function readProfiles({ home }: KeyPlace): Promise<readonly Profile[]> {
  const text = await readFile(path.join(home, '.aliyun', 'config.json'), 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new AppError('badFile', { subject: fileName, code: 'Unreadable' });
  });
  return text === undefined ? [] : parseProfiles(text);
}

/** The parser's message is dropped: it quotes the text, and the text holds keys. */
function parseProfiles(text: string): readonly Profile[] {
  try {
    const config: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const profiles: unknown = (config as { profiles?: unknown } | null)?.profiles;
    if (Array.isArray(profiles)) return profiles.filter((item) => typeof item === 'object' && item !== null);
  } catch {}
  throw new AppError('badFile', { subject: fileName, code: 'Malformed' });
}

/** The name of a mode. An unknown value is hidden, since it may be a key that was entered in the wrong field. */
function nameMode(mode: unknown): string {
  return typeof mode === 'string' && /^[A-Za-z]{1,24}$/.test(mode) ? mode : '?';
}

function isSupported(mode: unknown): boolean {
  return mode === 'AK' || mode === 'StsToken';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
