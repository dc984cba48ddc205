import { Uri } from 'vscode';
import { AppError } from '../../../core/errors.js';
import { probeDomain } from '../../../core/https/probeDomain.js';
import { l10n } from '../../../core/l10n.js';
import { toUrlPath } from '../../../core/objectKey.js';
import { listVersionsOf } from '../../../core/objects/objectVersions.js';
import { decodeContent, mostTextBytes, readObjectText, type TextContent } from '../../../core/objects/readText.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { ObjectVersion } from '../../../core/ports/objectVersions.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { toUrl } from '../../../core/refresh/addresses.js';
import { sizeText } from '../../../core/text/countText.js';
import { noticeText, withRemark } from '../../../core/text/plainText.js';
import { momentText } from '../../../core/text/timeText.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { chooseFile, compareTexts } from '../../../host/prompts/displayViews.js';
import { isTrusted } from '../../../host/trust.js';
import type { ObjectDeps } from '../objectDeps.js';
import { versionSizeText } from '../properties/propertiesText.js';
import type { ReadOnlyTexts } from '../properties/readOnlyTexts.js';
import { readDomains, shortName } from '../properties/showProperties.js';

/** The other side of a comparison: an earlier version, the local file, or what an edge serves. */
type Other = { readonly version: ObjectVersion } | 'file' | 'edge';

/** Opens a version of an object, read-only. */
export async function openVersion(
  deps: ObjectDeps,
  texts: ReadOnlyTexts,
  object: ObjectRef,
  { versionId, lastModified }: ObjectVersion,
): Promise<void> {
  const { oss } = await deps.session.cloud();
  const content = await read(deps, (signal) => readObjectText(oss, { ...object, versionId }, signal));
  if (isShown(content, object)) await texts.show(withRemark(shortName(object), timeText(lastModified)), content.text);
}

/** Asks what to compare an object with, unless that is given, and opens both side by side. */
export async function compareWith(
  deps: ObjectDeps,
  texts: ReadOnlyTexts,
  object: ObjectRef | undefined,
  given?: Other,
): Promise<void> {
  const other = object && (given ?? (await chooseOther(deps, object)));
  if (!object || !other) return;
  const { oss } = await deps.session.cloud();
  const present = await read(deps, (signal) => readObjectText(oss, object, signal));
  if (!isShown(present, object)) return;
  if (other === 'file') return compareWithFile(deps, texts, object, present.text);
  const compared = other === 'edge' ? await readEdge(deps, object) : await readVersion(deps, object, other.version);
  if (!compared || !isShown(compared.content, object)) return;
  const { text } = compared.content;
  if (text === present.text) return void showInformation(compared.sameText);
  const left = texts.add(withRemark(shortName(object), compared.name), text);
  const right = texts.add(shortName(object), present.text);
  await compareTexts(left, right, `${shortName(object)} (${compared.name} ↔ ${l10n.t('bucket')})`);
}

async function chooseOther(deps: ObjectDeps, object: ObjectRef): Promise<Other | undefined> {
  const reply = await deps.ui.pick<'file' | 'edge' | 'version'>({
    title: l10n.t('Compare: {0}', noticeText(object.key)),
    placeholder: l10n.t('Choose what to compare the object with'),
    items: [
      { label: l10n.t('Local File'), value: 'file' },
      { label: l10n.t('Another Version'), value: 'version' },
      { label: l10n.t('What CDN Serves'), value: 'edge' },
    ],
  });
  if (reply.kind !== 'value') return undefined;
  return reply.value === 'version' ? chooseVersion(deps, object) : reply.value;
}

async function chooseVersion(deps: ObjectDeps, object: ObjectRef): Promise<Other | undefined> {
  const { oss } = await deps.session.cloud();
  const { versions } = await read(deps, (signal) => listVersionsOf(oss, object, signal));
  const earlier = versions.filter(({ isLatest, isDeleteMarker }) => !isLatest && !isDeleteMarker);
  if (earlier.length === 0)
    return void showInformation(l10n.t('There is no other version of {0}', noticeText(object.key)));
  const reply = await deps.ui.pick<ObjectVersion>({
    title: l10n.t('Versions: {0}', noticeText(object.key)),
    placeholder: l10n.t('Choose a version'),
    items: earlier.map((value) => ({
      label: timeText(value.lastModified),
      description: versionSizeText(value),
      detail: value.versionId,
      value,
    })),
  });
  return reply.kind === 'value' ? { version: reply.value } : undefined;
}

interface Compared {
  readonly content: TextContent;
  /** The name of this side in the title. */
  readonly name: string;
  /** The message if both sides are equal. */
  readonly sameText: string;
}

async function readVersion(deps: ObjectDeps, object: ObjectRef, { versionId, lastModified }: ObjectVersion) {
  const { oss } = await deps.session.cloud();
  const content = await read(deps, (signal) => readObjectText(oss, { ...object, versionId }, signal));
  const sameText = l10n.t('The version has the same content as the object: {0}', noticeText(object.key));
  return { content, name: timeText(lastModified), sameText };
}

/** Reads what an edge serves for the object. Asks for the domain if there are several; resolves to `undefined` after a message if there is none. */
async function readEdge(deps: ObjectDeps, object: ObjectRef): Promise<Compared | undefined> {
  const cloud = await deps.session.cloud();
  const domain = await chooseHost(deps, object.bucket);
  if (!domain) return undefined;
  const path = toUrlPath(object.key);
  const url = toUrl(domain, path);
  const answer = await read(deps, (signal) =>
    probeDomain(cloud.edge, domain, { path, maxBytes: mostTextBytes + 1 }, signal),
  );
  const { outcome, status, body, headers } = answer;
  if (outcome !== 'answered') throw new AppError(outcome === 'timeout' ? 'timeout' : 'offline', { subject: url });
  if (status !== 200 || !body)
    return void showWarning(l10n.t('CDN answers with status {0}: {1}', String(status ?? ''), noticeText(url)));
  const sameText = l10n.t('CDN serves the same content as the bucket has: {0}', noticeText(url));
  return { content: await decodeContent(body, headers), name: domain.name, sameText };
}

async function chooseHost({ session, ui, clock }: ObjectDeps, bucket: BucketRef): Promise<CdnDomain | undefined> {
  const { cdn } = await session.cloud();
  const { hosts } = await withDelayedProgress(clock, l10n.t('Checking bucket and CDN domains'), (_report, signal) =>
    readDomains(cdn, bucket, signal),
  );
  const [only, ...more] = hosts;
  if (!only) return void showInformation(l10n.t('CDN serves no domain from this bucket: {0}', bucket.name));
  if (more.length === 0) return only;
  const reply = await ui.pick<CdnDomain>({
    title: l10n.t('What CDN Serves'),
    placeholder: l10n.t('Choose a domain'),
    items: hosts.map((host) => ({ label: host.name, value: host })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** Compares with the file of a mapping of the workspace. If there is none, asks for a file. */
async function compareWithFile(deps: ObjectDeps, texts: ReadOnlyTexts, object: ObjectRef, text: string): Promise<void> {
  const source = isTrusted() ? await deps.mappedObjects.findSource(object) : undefined;
  const file = source === undefined ? await chooseFile(l10n.t('Compare With Local File'), {}) : Uri.parse(source);
  if (!file) return;
  const title = l10n.t('{0} (bucket ↔ disk)', shortName(object));
  await compareTexts(texts.add(shortName(object), text), file, title);
}

function read<T>({ clock }: ObjectDeps, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDelayedProgress(clock, l10n.t('Reading the object'), (_report, signal) => work(signal));
}

/** Returns whether a content is a text. Otherwise reports why it is not shown. */
function isShown(content: TextContent, { key }: ObjectRef): content is Extract<TextContent, { text: string }> {
  if ('text' in content) return true;
  const name = noticeText(key);
  const size = sizeText(content.size);
  void showInformation(
    content.refused === 'large'
      ? l10n.t('{0} is too large to open here ({1}): use Download to save it', name, size)
      : l10n.t('{0} is not text, so it is not shown ({1})', name, size),
  );
  return false;
}

function timeText(lastModified: string): string {
  return momentText(Date.parse(lastModified));
}
