/**
 * @file What the notes beside the code look like in the page. They are drawn as `::after` content of spans in the editor's lines, so
 * they are read from the computed styles, as a person's eye would.
 */
import type { Page } from "playwright-core";

export interface Note {
  /** The line's text without its indentation. */
  readonly line: string;
  readonly note: string;
}

/** What stands after each visible line that has a note: the line's text (trimmed) and the note's. */
export function notes(page: Page): Promise<Note[]> {
  return page.evaluate(() => {
    const found: { line: string; note: string }[] = [];
    for (const line of document.querySelectorAll<HTMLElement>(".editor-instance .view-line")) {
      for (const span of line.querySelectorAll<HTMLElement>("span[class*='ced-']")) {
        const { content } = getComputedStyle(span, "::after");
        if (content === "none" || content === "normal" || content === '""') continue;
        const note = content.replace(/^"|"$/g, "").replaceAll('\\"', '"').replaceAll("\u00a0", " ");
        found.push({ line: (line.textContent ?? "").replaceAll("\u00a0", " ").trim(), note });
      }
    }
    return found;
  });
}

/** The note beside the n-th line (from 0) with this text, or "" while there is none. */
export async function noteAt(page: Page, line: string, nth = 0): Promise<string> {
  return (await notes(page)).filter((it) => it.line === line)[nth]?.note ?? "";
}

/** Begins to collect every note that is ever shown, frame by frame. */
export async function watchNotes(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seenNotes: seen });
    const look = (): void => {
      for (const line of document.querySelectorAll<HTMLElement>(".editor-instance .view-line"))
        for (const span of line.querySelectorAll<HTMLElement>("span[class*='ced-']")) {
          const { content } = getComputedStyle(span, "::after");
          seen.add(
            JSON.stringify([
              (line.textContent ?? "").replaceAll("\u00a0", " ").trim(),
              content.replaceAll("\u00a0", " "),
            ]),
          );
        }
      requestAnimationFrame(look);
    };
    look();
  });
}

/** The different notes that were shown beside a line since `watchNotes`. */
export async function seenNotes(page: Page, line: string): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const found: unknown = Reflect.get(window, "seenNotes");
    return found instanceof Set ? [...found].map(String) : [];
  });
  return seen.flatMap((it) => {
    const [text, note]: unknown[] = JSON.parse(it);
    return text === line && typeof note === "string" ? [note] : [];
  });
}

/** How each note's color stands out from the background that it is drawn on (WCAG's contrast ratio, 1 to 21). */
export function noteContrasts(page: Page): Promise<{ note: string; contrast: number }[]> {
  return page.evaluate(() => {
    const rgb = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (parts: readonly number[]): number => {
      const linear = parts
        .slice(0, 3)
        .map((it) => (it <= 10.31475 ? it / 3294.6 : ((it / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    };
    const over = (top: readonly number[], under: readonly number[]): number[] =>
      under.slice(0, 3).map((it, i) => (top[i] ?? 0) * (top[3] ?? 1) + it * (1 - (top[3] ?? 1)));
    const editor = document.querySelector(".editor-instance .monaco-editor-background");
    const background = rgb(editor === null ? "" : getComputedStyle(editor).backgroundColor);
    const found: { note: string; contrast: number }[] = [];
    for (const line of document.querySelectorAll<HTMLElement>(".editor-instance .view-line"))
      for (const span of line.querySelectorAll<HTMLElement>("span[class*='ced-']")) {
        const { content, color } = getComputedStyle(span, "::after");
        if (content === "none" || content === "normal" || content === '""') continue;
        const marks = [...document.querySelectorAll<HTMLElement>(".editor-instance .view-overlays .cdr")];
        const mark = marks.find(
          (it) => it.parentElement?.style.top === line.style.top && getComputedStyle(it).borderLeftWidth === "3px",
        );
        const behind = mark === undefined ? background : over(rgb(getComputedStyle(mark).backgroundColor), background);
        const [a, b] = [luminance(rgb(color)), luminance(behind)];
        found.push({ note: content, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
      }
    return found;
  });
}

/** The right end, in pixels, of the note beside a line; 0 where there is none. */
export async function noteRight(page: Page, line: string): Promise<number> {
  return page.evaluate((text) => {
    const lines = [...document.querySelectorAll<HTMLElement>(".editor-instance .view-line")];
    const found = lines.find((it) => (it.textContent ?? "").replaceAll("\u00a0", " ").trim() === text);
    const spans = [...(found?.querySelectorAll("span[class*='ced-']") ?? [])];
    return Math.max(0, ...spans.map((it) => it.getBoundingClientRect().right));
  }, line);
}
