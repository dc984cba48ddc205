/** Where a VS Code server is unpacked, and the Node binary that runs it. */
export interface InstalledVsCode {
  readonly folder: string;
  readonly node: string;
}
export declare const root: string;
export declare const vscodeVersions: Readonly<
  Record<'current' | 'oldest', { readonly package: string; readonly version: string; readonly node: string }>
>;
export declare function ensureModules(): void;
export declare function ensureEditorNode(): string;
export declare function ensureVsCode(which?: 'current' | 'oldest'): InstalledVsCode;
export declare function ensureChromium(): string;
export declare function ensurePebble(): string | undefined;
