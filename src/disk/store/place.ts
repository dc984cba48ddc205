import type { Publication } from '../../core/publishing/publication.js';

type SharedField =
  | 'workspaceRoot'
  | 'root'
  | 'accountId'
  | 'bucket'
  | 'domains'
  | 'act'
  | 'headers'
  | 'variants'
  | 'prefetch'
  | 'explicit'
  | 'batch'
  | 'via';

/** What the publications of a folder have in common, kept once for all of them. */
export type Place = Pick<Publication, SharedField> & { readonly isUrl: boolean };

/** A publication as two texts are kept of it: what it shares with others, and what is its own. */
export function splitPublication(publication: Publication): { readonly shared: Place; readonly own: string } {
  const {
    workspaceRoot,
    root,
    accountId,
    bucket,
    domains,
    act,
    headers,
    variants,
    prefetch,
    explicit,
    batch,
    via,
    ...own
  } = publication;
  const optional = { act, headers, variants, prefetch, explicit, batch, via };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const isUrl = publication.request !== undefined;
  return { shared: { workspaceRoot, root, accountId, bucket, domains, ...given, isUrl }, own: JSON.stringify(own) };
}

/** The inverse of `splitPublication`. */
export function joinPublication(shared: string, own: string): Publication {
  const { isUrl: _isUrl, ...place } = parsePlace(shared);
  return { ...place, ...JSON.parse(own) };
}

const parsed = new Map<string, Place>();
const mostParsed = 1_000;

/** Few places stand for many entries, so that each is parsed once; nobody changes what comes out. */
function parsePlace(text: string): Place {
  const known = parsed.get(text);
  if (known) return known;
  const place: Place = JSON.parse(text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, place);
  return place;
}
