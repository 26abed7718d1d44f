/** @file The keys of the trace view, as in other lists of VS Code, and `n` for what is wrong next. Not while somebody types. */

export interface KeyActions {
  next(): void;
  previous(): void;
  page(by: 1 | -1): void;
  first(): void;
  last(): void;
  nextWrong(): void;
  previousWrong(): void;
  search(): void;
  filter(): void;
  /** The turn of the loop around the current step. */
  fold(): void;
  foldAll(): void;
  escape(): void;
  /** Absent where a selected text is to be copied instead. */
  readonly copy: (() => void) | undefined;
  /** To the next token of the current step, or the one before. */
  token(by: 1 | -1): void;
}

export function listKeys(event: KeyboardEvent, actions: KeyActions): void {
  const action = actionOf(event, actions);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function actionOf(event: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (key === "Escape") return actions.escape;
  if (key === "/" && !altKey && !isText(event)) return actions.search; // no control but a text takes it
  if (typing(event) || altKey) return undefined;
  if (ctrlKey || metaKey) return key === "c" ? actions.copy : undefined;
  const plain: Readonly<Record<string, () => void>> = {
    ArrowDown: actions.next,
    ArrowUp: actions.previous,
    PageDown: () => actions.page(1),
    PageUp: () => actions.page(-1),
    Home: actions.first,
    End: actions.last,
    n: actions.nextWrong,
    N: actions.previousWrong,
    "/": actions.search,
    f: actions.filter,
    z: actions.fold,
    Z: actions.foldAll,
    ArrowRight: () => actions.token(1),
    ArrowLeft: () => actions.token(-1),
  };
  return plain[key];
}

function isText({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && /^(input|vscode-text-field)$/i.test(target.tagName);
}

/** Whether the key belongs to a control: a text, a list of choices, the slider. */
function typing({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && /^(input|vscode-(text-field|dropdown|option))$/i.test(target.tagName);
}
