/** @file The line of the editor that is highlighted as the current step. */
import type { Page } from "playwright-core";

/** Its text, or "". */
export function stepLineOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const marked = [...document.querySelectorAll<HTMLElement>(".editor-instance .view-overlays .cdr")].find(
      (it) => getComputedStyle(it).borderLeftWidth === "3px",
    );
    const top = marked?.parentElement?.style.top;
    const lines = [...document.querySelectorAll<HTMLElement>(".editor-instance .view-line")];
    const text = lines.find((it) => it.style.top === top)?.textContent ?? "";
    return top === undefined ? "" : text.replaceAll("\u00a0", " ").trim();
  });
}
