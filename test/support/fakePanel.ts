/** A panel with a page: keeps what the page is sent, and sends what a test says. */
export class FakePanel {
  readonly posted: unknown[] = [];
  /** Each time it was brought to the front, whether it took the focus. */
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

  /** `onClose` is told once it is closed. */
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

  /** Closes it, by the extension or the user. */
  dispose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClose();
    for (const listen of this.closing) listen();
  }

  /** What the page sends to the extension. */
  send(message: unknown): void {
    for (const listen of this.hearing) listen(message);
  }
}
