/** @file What VS Code in a browser keeps over a reload: a database of the page, written a moment after a change. */
import type { Page } from "playwright-core";

/** What VS Code has written down of the editors that are open, without the quotes and backslashes of the JSON texts in one another. */
export async function keptEditors(page: Page): Promise<string> {
  const text = await page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      try {
        if (!database.objectStoreNames.contains("ItemTable")) continue;
        const editors = database
          .transaction("ItemTable")
          .objectStore("ItemTable")
          .get("memento/workbench.parts.editor");
        const found: unknown = await answer(editors);
        if (typeof found === "string") return found;
      } finally {
        database.close();
      }
    }
    return "";
  });
  return text.replace(/[\\"]/g, "");
}
