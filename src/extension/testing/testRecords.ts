/** @file Which stored run each test had last, so that a result leads to its trace. */
import type * as vscode from "vscode";

interface Last {
  readonly run: string;
  readonly failed: boolean;
}

export class TestRecords {
  readonly #last = new Map<string, Last>();

  set(item: vscode.TestItem, run: string, failed: boolean): void {
    this.#last.set(keyOf(item), { run, failed });
  }

  /** The run of a test; of a file, that of its first test that failed, else of its first that ran. */
  of(item: vscode.TestItem): string | undefined {
    const own = this.#last.get(keyOf(item));
    if (own !== undefined) return own.run;
    const below = [...item.children].map(([, child]) => child).sort(byPlace);
    const runs = below.flatMap((child) => this.#last.get(keyOf(child)) ?? []);
    return (runs.find(({ failed }) => failed) ?? runs[0])?.run;
  }
}

/** Items are made again when a file is read again; their ids stay. */
function keyOf(item: vscode.TestItem): string {
  return `${item.parent?.id ?? ""} ${item.id}`;
}

function byPlace(a: vscode.TestItem, b: vscode.TestItem): number {
  return (a.sortText ?? "").localeCompare(b.sortText ?? "");
}
