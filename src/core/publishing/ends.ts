import { type Listen, Signal } from '../signal.js';
import type { Entry } from './entry.js';
import type { EndedAs, Publication } from './publication.js';

/** Says how each wish ended well, once, whichever window did the work. */
export class Ends {
  private readonly finished = new Signal<{ readonly publication: Publication; readonly as: EndedAs }>();
  private readonly told = new Map<string, string>();

  readonly onDidFinish: Listen<{ readonly publication: Publication; readonly as: EndedAs }> = this.finished.event;

  tell({ publication, turn, at }: Entry, as: EndedAs): void {
    const wish = `${turn} ${at}`;
    if (this.told.get(publication.id) === wish) return;
    this.told.set(publication.id, wish);
    this.finished.fire({ publication, as });
  }

  /** Call it when nothing is open: nothing can end a second time then. */
  forget(): void {
    this.told.clear();
  }
}
