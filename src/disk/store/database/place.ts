import { type Publication, publicationId } from '../../../core/publishing/publication.js';

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
    id,
    key,
    path,
    label,
    ...rest
  } = publication;
  const optional = { act, headers, variants, prefetch, explicit, batch, via };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const isUrl = publication.request !== undefined;
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
  const isNamed = id === publicationId(bucket, key);
  const isKey = inside === key && isNamed;
  const own = {
    ...(inside === undefined ? { path } : !isKey && { inside }),
    ...(label !== inside && { label }),
    ...(!isNamed && { key }),
    ...rest,
  };
  return { shared: { workspaceRoot, root, accountId, bucket, domains, ...given, isUrl }, own: JSON.stringify(own) };
}

/** What tells the texts of one publication from those of others: names that follow from others are left out. */
type Own = Omit<Publication, SharedField | 'id' | 'key' | 'path' | 'label'> &
  Partial<Pick<Publication, 'key' | 'path' | 'label'>> & { readonly inside?: string };

/** The inverse of `splitPublication`; the id is kept in a column of its own. */
export function joinPublication(shared: Place, own: string, id: string): Publication {
  const { isUrl: _isUrl, ...place } = shared;
  const { inside: given, ...rest }: Own = JSON.parse(own);
  const key = id.slice(publicationId(place.bucket, '').length);
  const inside = given ?? key;
  return { ...place, id, key, path: `${place.root}/${inside}`, label: inside, ...rest };
}

const mostParsed = 1_000;

/** Few places stand for many entries, so that each is parsed once; callers must not modify the result. */
export function parsePlace(text: string, parsed: Map<string, Place>): Place {
  const known = parsed.get(text);
  if (known) return known;
  const place: Place = JSON.parse(text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, place);
  return place;
}
