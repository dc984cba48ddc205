import type { Activity, TrackedCall } from './activity.js';

/** For calls of a port that change something, how each is noted, from its arguments. */
export type TrackedCalls<Port> = {
  readonly [Name in keyof Port]?: Port[Name] extends (...args: infer Args) => Promise<unknown>
    ? (...args: Args) => TrackedCall
    : never;
};

type Call = (...args: unknown[]) => Promise<unknown>;
type NoteOf = (...args: unknown[]) => TrackedCall;

/** A port on which these calls are tracked. */
export function trackCalls<Port extends object>(port: Port, track: Activity['track'], notes: TrackedCalls<Port>): Port {
  const calls = port as Readonly<Record<string, Call>>;
  const tracked = Object.entries(notes as Readonly<Record<string, NoteOf>>).map(([name, noteOf]) => {
    const call: Call = (...args) => track(noteOf(...args), async () => calls[name]?.(...args));
    return [name, call];
  });
  return { ...port, ...Object.fromEntries(tracked) };
}
