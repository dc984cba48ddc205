import { beforeEach, expect, it } from 'vitest';
import { LiveReader } from '../../../../../src/features/onboarding/liveNews.js';
import { type TaskPageDeps, TaskPages } from '../../../../../src/features/onboarding/task/taskPanel.js';
import { RunWatcher } from '../../../../../src/features/onboarding/watchRuns.js';
import type { PageSnapshot, ToPage } from '../../../../../src/protocol/page.js';
import { eventually } from '../../../../support/eventually.js';
import { editor, resetEditor, shownTexts, Uri } from '../../../../support/fakeVscode.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

/** A run that was started here, with its page; `probes` are the requests for the home page. */
async function started() {
  const cloud = readyCloud();
  const { probe } = cloud.edge;
  const probes: string[] = [];
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  board.watched = true;
  const given = { board, log: { debug: () => undefined }, clock: world.clock };
  const session = { account: { id: cloud.state.ownerId }, cloud: async () => cloud };
  const deps = { ...given, session, context: { extensionUri: Uri.file('/x') } } as unknown as TaskPageDeps;
  const reader = new LiveReader(deps);
  const watcher = new RunWatcher(deps, reader);
  const pages = new TaskPages(deps, reader);
  const id = await board.start(plan);
  watcher.watch(id);
  pages.follow(id);
  cloud.edge.probe = async (asked, signal) => {
    if (asked.path === '/' && asked.maxBytes === 4096) probes.push(asked.connectTo);
    return probe(asked, signal);
  };
  return { world, board, id, pages, probes };
}

const shown = (panel = 0): PageSnapshot | undefined =>
  (editor.panels[panel]?.posted.at(-1) as ToPage | undefined)?.page;
const press = (action: string) => editor.panels[0]?.send({ type: 'act', action });

it('the page of a run that was started opens once, without the focus, and follows the run to its question and its end', async () => {
  const { world, board, id, probes } = await started();
  world.unanswered.add('approveRecord');
  await live(world, board, id, 10);
  expect(editor.pages).toEqual(['Progress: img.example.com']);
  expect(shown()?.lead).toMatchObject({ sentence: 'Approve the DNS record: img.example.com', tone: 'warn' });
  press('continue');
  expect(editor.ran).toContainEqual(['ossCdn.continueRun', id]);
  world.unanswered.clear();
  await live(world, board, id);
  await eventually(() => expect(shown()?.lead.sentence).toBe('http://img.example.com is live'));
  expect(shownTexts().at(-1)).toBe('http://img.example.com is live\n[Open]\n[Copy]\n[Set Up HTTPS…]');
  expect(probes).toEqual([plan.domain]);
  press('news1');
  await eventually(() => expect(editor.copied).toEqual(['http://img.example.com']));
  press('undo');
  press('verify');
  expect(editor.ran).toContainEqual(['ossCdn.undoRecord', id]);
  expect(editor.ran).toContainEqual(['ossCdn.verifyCname', plan.domain]);
  expect(editor.panels.map(({ revealed }) => revealed)).toEqual([[false]]);
});

it('closing the page changes nothing of the run, and Show Progress opens it again', async () => {
  const { world, board, id, pages } = await started();
  world.unanswered.add('approveRecord');
  await live(world, board, id, 2);
  editor.panels[0]?.dispose();
  await live(world, board, id, 10);
  expect(board.runs[0]?.record.steps.record.state).toBe('needsUser');
  expect(editor.pages).toEqual([]);
  await pages.show(id);
  await pages.show(id);
  expect(editor.panels[1]?.revealed).toEqual([true, true]);
  expect(shown(1)?.lead.sentence).toContain('Approve the DNS record');
});

it('the page of a run that was removed closes, and one that is no longer there opens none', async () => {
  const { world, board, id, pages } = await started();
  await live(world, board, id, 1);
  expect(editor.pages).toHaveLength(1);
  await board.remove(id);
  expect(editor.pages).toEqual([]);
  await pages.show(id);
  expect(editor.panels).toHaveLength(1);
});
