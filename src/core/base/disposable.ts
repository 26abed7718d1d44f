/** @file Things that must be given back, and a list that gives them back in reverse order. */

export interface Disposable {
  dispose(): void;
}

/** Collects disposables. `add` returns its argument; what arrives after `dispose` is disposed at once. */
export class DisposableList implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    while (this.#items.length > 0) this.#items.pop()?.dispose();
  }
}
