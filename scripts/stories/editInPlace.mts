import type { Session } from '../../test/support/session.js';
import { cloudView } from '../../test/ui/support/actions.js';
import { type Sight, until } from '../outside.mjs';
import { openStep, signInStep } from './steps.mjs';
import { approve, bucketState, expect, refuse, type Story, type Walk } from './story.mjs';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
const [key, newKey] = ['prices.txt', 'price-list.txt'];
const texts = { first: 'Tea costs 3', colleague: 'Tea costs 4', own: 'Tea costs 5' };

/** An object is edited, renamed, deleted and brought back in its bucket, and visitors are served each state. */
export const editInPlace: Story = {
  title: 'An object is edited while a colleague changes it, renamed, deleted and brought back',
  prepare: async (session) => {
    await session.control.act('setBucketVersioning', { bucket, status: 'Enabled' });
    await put(session, texts.first);
  },
  breaks: {
    refresh: {
      step: 'overwrite',
      meaning: 'CDN refuses to refresh',
      apply: refuse('RefreshObjectCaches', 'QuotaExceeded.Refresh', 400),
    },
    versioning: {
      step: 'overwrite',
      meaning: 'The versioning of the bucket is suspended, so that what is overwritten is lost',
      apply: (control) => control.act('setBucketVersioning', { bucket, status: 'Suspended' }),
    },
  },
  steps: [
    openStep,
    signInStep,
    { id: 'edit', title: `Choose to edit ${key} in the bucket`, act: edit, evidence: seeFirst },
    { id: 'conflict', title: 'Save after a colleague has changed it', act: saveTooLate, evidence: seeNothingWritten },
    { id: 'overwrite', title: 'Overwrite, and see the edge fresh', act: overwrite, evidence: seeOverwritten },
    { id: 'rename', title: `Rename the object to ${newKey} by F2`, act: rename, evidence: seeRenamed },
    { id: 'delete', title: 'Delete the object by the Delete key', act: remove, evidence: seeDeleted },
    { id: 'undelete', title: 'Bring the object back by Show Deleted', act: undelete, evidence: seeBroughtBack },
  ],
};

/** Writes the object by hand. The edge would cache it for so long that only a refresh shows another text. */
function put({ control }: Session, text: string): Promise<void> {
  const headers = { 'cache-control': 'max-age=86400' };
  return control.act('putObject', { bucket, key, text, type: 'text/plain', headers });
}

async function edit({ workbench }: Walk): Promise<void> {
  const cloud = cloudView(workbench);
  await cloud.expand('Buckets');
  await cloud.expand(bucket);
  await cloud.row(key).waitFor();
  await cloud.chooseFromMenu(key, 'Edit Object in Bucket');
  const lines = workbench.page.locator('.editor-group-container.active .view-line');
  await lines.filter({ hasText: texts.first }).waitFor();
}

async function seeFirst(walk: Walk): Promise<string> {
  walk.seen.edge = await askEdge(walk, key);
  const { status, body } = walk.seen.edge;
  expect(status === 200 && body === texts.first, `the edge answers ${status} "${body}"`);
  return `the edge answers 200 "${body}"`;
}

async function saveTooLate({ workbench, session, stop }: Walk): Promise<void> {
  await put(session, texts.colleague);
  await workbench.replaceText(texts.own);
  await workbench.save();
  await stop(await workbench.modal.read(`“${key}” was changed in the bucket since you opened it`));
}

async function seeNothingWritten(walk: Walk): Promise<string> {
  const { objects, earlier } = await bucketState(walk, bucket);
  const etag = objects[key]?.etag;
  expect(etag !== undefined && etag !== walk.seen.edge?.etag, 'the bucket does not have the text of the colleague');
  const writes = await walk.outside.calls('PutObject');
  expect(writes.length === 0, `${writes.length} calls of PutObject were made before the answer`);
  walk.seen.fingerprint = etag;
  const { body } = await askEdge(walk, key);
  expect(body === texts.first, `the edge answers "${body}"`);
  return `no PutObject was called; the bucket has ETag ${etag} of the colleague and ${earlier[key]?.length} earlier version; the edge answers "${body}" from its cache`;
}

async function overwrite(walk: Walk): Promise<void> {
  await approve(walk, { asks: 'was changed in the bucket', button: 'Overwrite' }, [key, 'Cancel changes nothing']);
  const hidden = 'does not tell whether the object has a Content-Disposition';
  await approve(walk, { asks: 'without its Content-Disposition?', button: 'Save Without It' }, [key, hidden]);
  await walk.workbench.statusItem('CDN: Fresh').waitFor();
}

async function seeOverwritten(walk: Walk): Promise<string> {
  const { status, body, etag } = await askEdge(walk, key);
  expect(status === 200 && body === texts.own, `the edge answers ${status} "${body}"`);
  const { earlier } = await bucketState(walk, bucket);
  const kept = earlier[key]?.find((version) => version.etag === walk.seen.fingerprint);
  expect(kept !== undefined, 'the bucket did not keep the text of the colleague');
  return `the edge answers ETag ${etag} "${body}"; the bucket keeps the text of the colleague as version ${kept.versionId}`;
}

async function rename(walk: Walk): Promise<void> {
  const { workbench } = walk;
  await press(walk, key, 'F2');
  await workbench.pick.titled(`Rename ${bucket}/${key}`);
  await workbench.pick.answer(newKey);
  const stopping = `URLs that stop to answer: 1\nhttps://${domain}/${key}`;
  await approve(walk, { asks: newKey, button: 'Rename and Refresh CDN' }, [stopping]);
  await cloudView(workbench).row(newKey).waitFor();
}

async function seeRenamed(walk: Walk): Promise<string> {
  const [old, now] = [await edgeAnswers(walk, key, 404), await edgeAnswers(walk, newKey, 200)];
  return `the edge answers ${old.status} to /${key} and ${now.status} "${now.body}" to /${newKey}`;
}

async function remove(walk: Walk): Promise<void> {
  await press(walk, newKey, 'Delete');
  await approve(walk, { asks: `Delete “${newKey}” from ${bucket}?`, button: 'Delete and Refresh CDN' }, [newKey]);
  await cloudView(walk.workbench).row(newKey).waitFor({ state: 'detached' });
}

async function seeDeleted(walk: Walk): Promise<string> {
  const { status } = await edgeAnswers(walk, newKey, 404);
  const { objects, earlier } = await bucketState(walk, bucket);
  expect(!(newKey in objects), 'the bucket still has the object');
  const versions = earlier[newKey]?.filter(({ isDeleteMarker }) => !isDeleteMarker) ?? [];
  const [kept] = versions;
  expect(versions.length === 1 && kept !== undefined, `the bucket keeps ${versions.length} versions`);
  return `the edge answers ${status} to /${newKey}; the bucket keeps ETag ${kept.etag} behind a delete marker`;
}

async function undelete(walk: Walk): Promise<void> {
  const { workbench } = walk;
  await cloudView(workbench).chooseFromMenu(bucket, 'Show Deleted…');
  await workbench.pick.titled(`Deleted in ${bucket}/`);
  await workbench.pick.choose(newKey);
  const asks = `Undelete “${newKey}” in ${bucket}?`;
  await approve(walk, { asks, button: 'Undelete and Refresh CDN' }, ['no version is deleted']);
  await cloudView(workbench).row(newKey).waitFor();
}

async function seeBroughtBack(walk: Walk): Promise<string> {
  const { status, body, etag } = await edgeAnswers(walk, newKey, 200);
  return `the edge answers ${status} to /${newKey} with ETag ${etag} "${body}"`;
}

/** Presses a key on the row of an object. The row is selected without opening the object, which would take the focus. */
async function press({ workbench }: Walk, object: string, pressed: string): Promise<void> {
  await cloudView(workbench)
    .row(object)
    .click({ modifiers: ['Control'] });
  await workbench.page.keyboard.press(pressed);
}

function askEdge({ outside }: Walk, object: string): Promise<Sight<'edge'>> {
  return outside.edge(target, domain, `/${object}`);
}

/** Waits until the edge answers with the status, which takes until the refresh is done. An object must have the user's text. */
async function edgeAnswers(walk: Walk, object: string, status: number): Promise<Sight<'edge'>> {
  const answer = await until(walk.signal, async () => {
    const sight = await askEdge(walk, object);
    return sight.status === status ? sight : undefined;
  });
  expect(status !== 200 || answer.body === texts.own, `the edge answers "${answer.body}" to /${object}`);
  return answer;
}
