import type { CdnConfig } from '../../../../src/core/ports/cdn.js';
import type { Line } from '../../../support/scriptedUi.js';
import { config, name } from './delivery/deliveryWorld.js';

/** What is set in the bucket of the domain, as XML. */
export interface BucketXml {
  readonly website?: string;
  readonly cors?: string;
}

/** One setting that a user changes alone, and how another user would set the same thing meanwhile. */
export interface SettingKind {
  readonly title: string;
  /** A topic of the delivery, or HSTS, which has a command of its own. */
  readonly topic: string;
  readonly before: readonly CdnConfig[];
  readonly bucket?: BucketXml;
  readonly lines: readonly Line[];
  /** The same thing as another window sets it. */
  readonly otherLines: readonly Line[];
  /** What to answer once there is nothing left to choose. */
  readonly doneLines?: readonly Line[];
  /** The same thing as it is set in the console; of a bucket, its XML. */
  readonly theirs: CdnConfig | { readonly setting: keyof BucketXml; readonly xml: string };
  /** What a dialog says of that as what is there before. */
  readonly shownAs: string;
}

const header = 'X-Content-Type-Options';
const indexPage = '<IndexDocument><Suffix>home.htm</Suffix></IndexDocument>';
const website = `<WebsiteConfiguration>${indexPage}</WebsiteConfiguration>`;
const websiteOfTheirs = website.replace('home.htm', 'theirs.htm');
const hsts = (days: number, own: CdnConfig['args'] = {}) =>
  config('HSTS', {
    enabled: 'on',
    https_hsts_max_age: String(days * 86_400),
    https_hsts_include_subdomains: 'off',
    ...own,
  });

const withoutReferer = { pick: 'Allow Requests Without a Referer' };

/** Every single setting: a function that is replaced, added, taken away, or takes the place of another, and those of the bucket. */
export const settingKinds: readonly SettingKind[] = [
  {
    title: 'the cache rule for all files',
    topic: 'cache',
    before: [config('path_based_ttl_set', { path: '/', ttl: '60', weight: '9', own: '1' })],
    lines: [{ pick: 'Follow What Publishing Writes' }],
    otherLines: [{ pick: 'Fixed Time for a Directory…' }, { type: '/' }, { type: '7200' }],
    theirs: config('path_based_ttl_set', { path: '/', ttl: '61', weight: '9', own: '1' }),
    shownAs: '− /: 61 s',
  },
  {
    title: 'a new cache rule of a directory',
    topic: 'cache',
    before: [],
    lines: [{ pick: 'Fixed Time for a Directory…' }, { type: '/a/' }, { type: '3600' }],
    otherLines: [{ pick: 'Fixed Time for a Directory…' }, { type: '/a/' }, { type: '7200' }],
    theirs: config('path_based_ttl_set', { path: '/a/', ttl: '61', weight: '50', own: '1' }),
    shownAs: '− /a/: 61 s',
  },
  {
    title: 'the cache rule of file types',
    topic: 'cache',
    before: [config('filetype_based_ttl_set', { file_type: 'js', ttl: '60', weight: '50', own: '1' })],
    lines: [{ pick: 'Fixed Time for File Types…' }, { type: 'js' }, { type: '3600' }],
    otherLines: [{ pick: 'Fixed Time for File Types…' }, { type: 'js' }, { type: '7200' }],
    theirs: config('filetype_based_ttl_set', { file_type: 'js', ttl: '61', weight: '50', own: '1' }),
    shownAs: '− js: 61 s',
  },
  {
    title: 'one copy for every query',
    topic: 'cache',
    before: [config('set_hashkey_args', { disable: 'off', hashkey_args: 'v', own: '1' })],
    lines: [{ pick: 'One Copy, Ignoring Query Strings' }],
    otherLines: [{ pick: 'Remove: Query strings' }],
    theirs: config('set_hashkey_args', { disable: 'off', hashkey_args: 'w', own: '1' }),
    shownAs: '− a copy for each of: w',
  },
  {
    title: 'both ways of compression',
    topic: 'compression',
    before: [config('gzip', { enable: 'off', own: '1' })],
    lines: [{ pick: 'gzip and Brotli' }],
    otherLines: [{ pick: 'gzip Only' }],
    theirs: config('gzip', { enable: 'off', own: '2' }),
    shownAs: '− off',
  },
  {
    title: 'a new response header',
    topic: 'headers',
    before: [config('set_resp_header', { key: 'X-Own', value: '1' }, 'own')],
    lines: [{ pick: `${header}: nosniff` }],
    otherLines: [{ pick: 'Add Header…' }, { type: `${header}: none` }],
    theirs: config('set_resp_header', { key: header, value: 'theirs', own: '1' }, 'theirs'),
    shownAs: '− X-Content-Type-Options: theirs',
  },
  {
    title: 'a response header that is taken away',
    topic: 'headers',
    before: [config('set_resp_header', { key: header, value: 'nosniff', own: '1' })],
    lines: [{ pick: 'Remove: Response header' }],
    otherLines: [{ pick: 'Add Header…' }, { type: `${header}: none` }],
    doneLines: ['cancel'],
    theirs: config('set_resp_header', { key: header, value: 'theirs', own: '1' }),
    shownAs: '− X-Content-Type-Options: theirs',
  },
  {
    title: 'the sites that may embed files, in place of those that may not',
    topic: 'access',
    before: [config('referer_black_list_set', { refer_domain_deny_list: 'bad.example', allow_empty: 'on' })],
    lines: [{ pick: 'Allow Only Requests from These Sites…' }, { type: 'example.com' }, withoutReferer],
    otherLines: [{ pick: 'Block Requests from These Sites…' }, { type: 'other.example' }, withoutReferer],
    theirs: config('referer_black_list_set', { refer_domain_deny_list: 'theirs.example', allow_empty: 'off' }),
    shownAs: '− theirs.example; not opened directly',
  },
  {
    title: 'blocked addresses',
    topic: 'access',
    before: [config('ip_black_list_set', { ip_list: '203.0.113.7', ip_acl_xfwd: 'all', own: '1' })],
    lines: [{ pick: 'Block IP Addresses…' }, { type: '203.0.113.8' }],
    otherLines: [{ pick: 'Block IP Addresses…' }, { type: '203.0.113.9' }],
    theirs: config('ip_black_list_set', { ip_list: '198.51.100.1', ip_acl_xfwd: 'all', own: '1' }),
    shownAs: '− 198.51.100.1',
  },
  {
    title: 'allowed addresses',
    topic: 'access',
    before: [config('ip_allow_list_set', { ip_list: '203.0.113.7', ip_acl_xfwd: 'off', own: '1' })],
    lines: [{ pick: 'Allow Only These IP Addresses…' }, { type: '203.0.113.8' }],
    otherLines: [{ pick: 'Allow Only These IP Addresses…' }, { type: '203.0.113.9' }],
    theirs: config('ip_allow_list_set', { ip_list: '198.51.100.1', ip_acl_xfwd: 'off', own: '1' }),
    shownAs: '− 198.51.100.1',
  },
  {
    title: 'the countries that are blocked',
    topic: 'access',
    before: [config('ali_location', { location: 'CN', type: 'black', own: '1' })],
    lines: [{ pick: 'Block These Countries…' }, { type: 'CN,US' }],
    otherLines: [{ pick: 'Block These Countries…' }, { type: 'CN,JP' }],
    theirs: config('ali_location', { location: 'CN DE', type: 'black', own: '1' }),
    shownAs: '− all except CN DE',
  },
  {
    title: 'the countries that are allowed',
    topic: 'access',
    before: [config('ali_location', { location: 'CN', type: 'white', own: '1' })],
    lines: [{ pick: 'Allow Only These Countries…' }, { type: 'CN,US' }],
    otherLines: [{ pick: 'Allow Only These Countries…' }, { type: 'CN,JP' }],
    theirs: config('ali_location', { location: 'CN DE', type: 'white', own: '1' }),
    shownAs: '− only CN DE',
  },
  {
    title: 'a new limit of the speed',
    topic: 'access',
    before: [],
    lines: [{ pick: 'Limit Speed…' }, { type: '100k' }],
    otherLines: [{ pick: 'Limit Speed…' }, { type: '1m' }],
    theirs: config('limit_rate', { ali_limit_rate: '5m', own: '1' }),
    shownAs: '− 5 MB/s',
  },
  {
    title: 'the sites that may read, at CDN and at the bucket',
    topic: 'cors',
    before: [config('set_resp_header', { key: 'Access-Control-Allow-Origin', value: 'https://a.example', own: '1' })],
    bucket: { cors: '<CORSConfiguration></CORSConfiguration>' },
    lines: [{ pick: 'Every Site' }],
    otherLines: [{ pick: 'These Sites…' }, { type: 'https://b.example' }],
    theirs: config('set_resp_header', { key: 'Access-Control-Allow-Origin', value: 'https://t.example', own: '1' }),
    shownAs: '− Access-Control-Allow-Origin: https://t.example',
  },
  {
    title: 'the pages of the bucket',
    topic: 'website',
    before: [],
    bucket: { website },
    lines: [{ pick: 'Pages with a 404 Page' }],
    otherLines: [{ pick: 'Single-Page App' }],
    theirs: { setting: 'website', xml: websiteOfTheirs },
    shownAs: 'Before: theirs.htm',
  },
  {
    title: 'the pages of the bucket that are turned off',
    topic: 'website',
    before: [],
    bucket: { website },
    lines: [{ pick: 'Off' }],
    otherLines: [{ pick: 'Single-Page App' }],
    theirs: { setting: 'website', xml: websiteOfTheirs },
    shownAs: 'Before: theirs.htm',
  },
  {
    title: 'HSTS that is turned on',
    topic: 'hsts',
    before: [],
    lines: [{ pick: '1 day' }, { type: name }],
    otherLines: [{ pick: '60 days' }, { type: name }],
    theirs: hsts(7, { own: '1' }),
    shownAs: 'Before: max-age=604800',
  },
  {
    title: 'HSTS that is turned off',
    topic: 'hsts',
    before: [hsts(60, { own: '1' })],
    lines: [{ pick: 'Off' }],
    otherLines: [{ pick: '1 day' }, { type: name }],
    theirs: hsts(7, { own: '1' }),
    shownAs: 'Before: max-age=604800',
  },
];
