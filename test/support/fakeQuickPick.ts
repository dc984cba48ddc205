/** A row of a list, for tests. */
export interface PickRow {
  readonly label: string;
  readonly description?: string;
  readonly kind?: number;
  readonly alwaysShow?: boolean;
  readonly buttons?: readonly unknown[];
}

type PickEvent = 'value' | 'accept' | 'hide' | 'button' | 'itemButton' | 'selection';

/** A quick pick or an input box that a test reads and operates. */
export class FakeQuickPick<Row extends PickRow = PickRow> {
  title = '';
  placeholder = '';
  /** For an input box. */
  prompt = '';
  password = false;
  validationMessage: string | undefined;
  value = '';
  step: number | undefined;
  totalSteps: number | undefined;
  canSelectMany = false;
  buttons: readonly unknown[] = [];
  items: readonly Row[] = [];
  selectedItems: readonly Row[] = [];
  activeItems: readonly Row[] = [];
  private readonly listeners = new Map<PickEvent, (value: never) => void>();

  constructor(private readonly onShow: (pick: FakeQuickPick<Row>) => void) {}

  readonly onDidChangeValue = this.hear('value');
  readonly onDidAccept = this.hear('accept');
  readonly onDidHide = this.hear('hide');
  readonly onDidTriggerButton = this.hear('button');
  readonly onDidTriggerItemButton = this.hear('itemButton');
  readonly onDidChangeSelection = this.hear('selection');
  readonly show = () => this.onShow(this);
  readonly dispose = () => undefined;

  /** The labels of rows without icons. */
  get labels(): readonly string[] {
    return this.items.map(({ label }) => label.replace(/^\$\(.+?\) /, ''));
  }

  /** Selects every row, like the check-all box. */
  checkAll(): void {
    this.select(this.items.filter(({ kind }) => kind !== -1));
  }

  type(text: string): void {
    this.value = text;
    this.fire('value', text);
  }

  check(name: string): void {
    this.select(this.items.filter(({ label }) => label.endsWith(name)));
  }

  fire(event: PickEvent, value?: unknown): void {
    this.listeners.get(event)?.(value as never);
  }

  pressButtonOf(name: string): void {
    this.fire('itemButton', { item: this.items.find(({ label }) => label.endsWith(name)) });
  }

  /** Picks the row that begins with this text. */
  choose(start: string): void {
    this.selectedItems = this.items.filter((_row, at) => this.labels[at]?.startsWith(start));
    this.fire('accept');
  }

  private select(rows: readonly Row[]): void {
    this.selectedItems = rows;
    this.fire('selection', rows);
  }

  private hear(event: PickEvent) {
    return (listener: (value: never) => void) => {
      this.listeners.set(event, listener);
      return { dispose: () => void this.listeners.delete(event) };
    };
  }
}
