import * as vscode from 'vscode';
import type { Site } from '../core/account.js';
import type { Log } from './log/logLines.js';

/** Every setting below `ossCdn.`, with the type that the rest of the code may rely on. */
export interface SettingValues {
  /** Name servers to ask, each `ip`, `ip:port` or `https://…` for DNS over HTTPS. */
  'verification.resolvers': readonly string[];
  /** Servers asked instead of the zone's own; empty asks the zone's own. */
  'verification.authoritativeServers': readonly string[];
  console: Site;
}
export type SettingKey = keyof SettingValues;

/** Reads settings; a value of the wrong shape falls back to the default with a line in the log. */
export interface Settings {
  get<K extends SettingKey>(key: K): SettingValues[K];
  onDidChange(key: SettingKey, listener: () => void): vscode.Disposable;
}

const guards = {
  // With none a record would be waited for that nothing can show.
  'verification.resolvers': (value: unknown) => isServerList(value) && value.length > 0,
  'verification.authoritativeServers': isServerList,
  console: (value: unknown) => value === 'china' || value === 'international',
} satisfies Record<SettingKey, (value: unknown) => boolean>;

const serverPattern =
  /^(https:\/\/[^\s@]+|(\[[0-9a-f:.]+\]|[0-9a-f:]*:[0-9a-f:.]*|\d{1,3}(\.\d{1,3}){3})(:\d{1,5})?)$/i;

/** Wraps the configuration of VS Code. */
export function createSettings(log: Log): Settings {
  return {
    get: (key) => {
      const section = vscode.workspace.getConfiguration('ossCdn');
      const value: unknown = section.get(key);
      if (guards[key](value)) return value as SettingValues[typeof key];
      log.warn(`Setting ossCdn.${key} has a value of the wrong shape; its default is used`);
      return section.inspect(key)?.defaultValue as SettingValues[typeof key];
    },
    onDidChange: (key, listener) =>
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`ossCdn.${key}`)) listener();
      }),
  };
}

function isServerList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && serverPattern.test(each));
}

/** The servers that runs query: those that must see a record, and those in place of the name servers of a zone. */
export function nameServers(settings: Settings) {
  return {
    resolvers: () => settings.get('verification.resolvers'),
    authoritativeServers: () => settings.get('verification.authoritativeServers'),
  };
}
