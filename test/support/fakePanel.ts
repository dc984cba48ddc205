/** A panel with a page: records messages to the page, and sends those of a test. */
export class FakePanel {
  readonly posted: unknown[] = [];
  /** Whether each reveal took the focus. */
  readonly revealed: boolean[] = [];
  title: string;
  iconPath: unknown;
  private isClosed = false;
  private readonly closing: (() => unknown)[] = [];
  private readonly hearing: ((message: unknown) => unknown)[] = [];
  readonly webview = {
    options: {},
    html: '',
    cspSource: 'https://page.test',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (listen: (message: unknown) => unknown) => void this.hearing.push(listen),
    postMessage: async (message: unknown) => void this.posted.push(message),
  };

  /** `onClose` is called when it is closed. */
  constructor(
    title: string,
    private readonly onClose: () => void,
  ) {
    this.title = title;
  }

  reveal(_column?: unknown, keepsFocus = false): void {
    this.revealed.push(!keepsFocus);
  }

  onDidDispose(listen: () => unknown): void {
    this.closing.push(listen);
  }

  /** Closes it, as the extension or the user does. */
  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClose();
    for (const listen of this.closing) listen();
  }

  /** Sends a message from the page to the extension. */
  send(message: unknown): void {
    for (const listen of this.hearing) listen(message);
  }
}
