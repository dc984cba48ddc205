import type { Activity, TrackedCall } from './activity.js';

/** What calls of a port are about to change, from their arguments. */
export type CallNotes<Port> = {
  readonly [Name in keyof Port]?: Port[Name] extends (...args: infer Args) => Promise<unknown>
    ? (...args: Args) => TrackedCall
    : never;
};

type Call = (...args: unknown[]) => Promise<unknown>;

/** A port on which these calls are tracked. */
export function noteCalls<Port extends object>(port: Port, track: Activity['track'], notes: CallNotes<Port>): Port {
  const calls = port as Readonly<Record<string, Call>>;
  const tracked = Object.entries<(...args: unknown[]) => TrackedCall>(notes as never).map(([name, note]) => {
    const call: Call = (...args) => track(note(...args), () => calls[name]!(...args));
    return [name, call];
  });
  return { ...port, ...Object.fromEntries(tracked) };
}
