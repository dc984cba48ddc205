import { type ExternalChange, ExternalChanges } from '../../../src/core/publishing/externalChanges.js';
import type { Publication } from '../../../src/core/publishing/publication.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { createMortal, type Mortal } from './mortal.js';
import type { Stage } from './stage.js';

/** How long a user waits before reloading a window that could not resume, ms. */
const reloadMs = 10_000;

/** One window of a schedule. */
export interface Window extends Mortal {
  readonly owner: string;
  readonly publisher: Publisher;
  readonly outside: ExternalChanges;
  /** Resolves once the user has agreed. */
  agree(): Promise<void>;
  /** Requests that the disk refused, by id. The window keeps them and writes them later. */
  readonly kept: Map<string, Publication>;
}

/** The two windows of a schedule. A dead one is replaced. */
export interface Windows {
  readonly list: readonly Window[];
  readonly crashes: number;
  /** How often a window continued after others had taken its claims. */
  readonly lostClaims: number;
  /** A living, responsive window, if possible this one. */
  find(at: number): Window;
  suspend(at: number, ms: number): void;
  goOn(): void;
  /** Ends both at once. */
  endAll(): void;
  /** Returns whether all windows are alive, responsive and idle. */
  isAtRest(): boolean;
  close(): void;
}

/** Opens the windows. `onHeap` receives external changes, and `onDeath` windows that are replaced. */
export function openWindows(
  stage: Stage,
  onHeap: (window: Window, heap: readonly ExternalChange[], isHeld: boolean) => void,
  onDeath: (dead: Window, next: Window) => void,
): Windows {
  let opened = 0;
  let crashes = 0;
  let lost = 0;
  /** Windows that were suspended while they held claims. */
  const claiming = new Set<string>();
  const all: Window[] = [];
  const open = (): Window => {
    const owner = `window ${opened++}`;
    const end = new AbortController();
    const mortal = createMortal(() => {
      end.abort();
      stage.bury(owner);
    });
    const deps = stage.furnish(owner, mortal);
    const publisher = new Publisher(deps);
    const outside = new ExternalChanges(deps.clock, (heap, isHeld) => onHeap(window, heap, isHeld), end.signal);
    const window: Window = { ...mortal, owner, publisher, outside, agree: deps.agree, kept: new Map() };
    const resume = async () => {
      try {
        await publisher.resume();
      } catch {
        await deps.clock.sleep(reloadMs, end.signal);
        await resume();
      }
    };
    const resumeAnyhow = () => void resume().catch(() => undefined);
    deps.session.onDidChange(resumeAnyhow);
    resumeAnyhow();
    all.push(window);
    return window;
  };
  const list = [open(), open()];
  const replace = () => {
    for (const [index, dead] of list.entries()) {
      if (!dead.isDead()) continue;
      crashes++;
      const next = open();
      list[index] = next;
      onDeath(dead, next);
    }
  };
  const wake = (window: Window) => {
    if (!window.isSuspended()) return;
    if (claiming.delete(window.owner) && !stage.hasClaims(window.owner)) lost++;
    window.goOn();
  };
  const goOn = () => list.forEach(wake);
  return {
    list,
    get crashes() {
      return crashes;
    },
    get lostClaims() {
      return lost;
    },
    find: (at) => {
      replace();
      const reacting = [list[at % 2], list[(at + 1) % 2]].find((window) => window && !window.isSuspended());
      if (!reacting) goOn();
      return reacting ?? (list[at % 2] as Window);
    },
    suspend: (at, ms) => {
      replace();
      const window = list[at % 2] as Window;
      if (window.isSuspended()) return;
      if (stage.hasClaims(window.owner)) claiming.add(window.owner);
      window.suspend();
      stage.later(ms, () => wake(window));
    },
    goOn,
    endAll: () => {
      for (const window of list) window.die();
    },
    isAtRest: () =>
      list.every((window) => !window.isDead() && !window.isSuspended() && window.publisher.state.kind === 'idle'),
    close: () => {
      for (const { publisher } of all) publisher.dispose();
    },
  };
}
